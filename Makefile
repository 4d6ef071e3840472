# make run    the demo on 127.0.0.1:8080; PORTICO_LISTEN changes it
# make token  an access token for the demo that runs; TENANT names the clinic; -s prints nothing else
# make test   every test, beside a private MariaDB, or against PORTICO_TEST_DSN, with Chromium and Python
# make lint   gofumpt, go vet, golangci-lint
# make bench  speed as ratios; BENCH is flags for scripts/bench
# make fuzz   every search of every resource (closure), then every fuzz target for FUZZTIME, random searches among them

GO       ?= go
TENANT   ?= my-clinic
BENCH    ?=
FUZZTIME ?= 30s

BUILD := build
TOOLS := $(CURDIR)/$(BUILD)/tools

GOLANGCI_LINT := $(TOOLS)/golangci-lint-2.15.0
GOFUMPT       := $(TOOLS)/gofumpt-0.12.0

# Nothing here needs C, and the engine of the demo's database is pure Go with this tag. What builds, tests and lints says the
# same, so that each package is compiled once.
export CGO_ENABLED := 0
TAGS := -tags gms_pure_go

.PHONY: run token test lint bench fuzz

run:
	@$(GO) build $(TAGS) -o $(BUILD)/demo ./cmd/demo
	@exec $(BUILD)/demo

token: $(BUILD)/demo
	@$(BUILD)/demo token $(TENANT)

$(BUILD)/demo:
	@$(GO) build $(TAGS) -o $(BUILD)/demo ./cmd/demo

test:
	scripts/with-chromium scripts/with-npm scripts/with-python scripts/with-mariadb $(GO) test -count=1 -timeout 20m $(TAGS) ./...

lint: $(GOLANGCI_LINT) $(GOFUMPT)
	@unformatted=$$($(GOFUMPT) -l .) || exit 1; \
	if [ -n "$$unformatted" ]; then echo "gofumpt would change:" >&2; echo "$$unformatted" >&2; exit 1; fi
	$(GO) vet $(TAGS) ./...
	$(GOLANGCI_LINT) run ./...

bench:
	scripts/with-mariadb $(GO) run ./scripts/bench $(BENCH)

fuzz:
	PORTICO_CLOSURE=all scripts/with-mariadb $(GO) test -count=1 -timeout 2h -run 'TestClosure|TestSorted|TestOpenEMR/(closure|differential)' ./facade/interaction
	GO=$(GO) scripts/with-mariadb scripts/fuzz $(FUZZTIME)

# The linters are built once, each under its version.
$(GOLANGCI_LINT):
	GOBIN=$(TOOLS) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	@mv $(TOOLS)/golangci-lint $@

$(GOFUMPT):
	GOBIN=$(TOOLS) $(GO) install mvdan.cc/gofumpt@v0.12.0
	@mv $(TOOLS)/gofumpt $@
