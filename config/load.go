package config

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/viper"

	"ehr.example/portico/mappers/problem"
)

// DefaultFile is the configuration's file if nobody names another one. It may be absent.
const DefaultFile = "portico.yaml"

// envPrefix is how the variables begin that stand in for keys: limits.page_max is PORTICO_LIMITS_PAGE_MAX.
const envPrefix = "PORTICO"

// Load reads the configuration: defaults, over them the file, over that the PORTICO_* variables. The file is
// DefaultFile if the name is empty. Folders and files that it names start at its own folder. Whatever is wrong is in
// the error, a problem.Errors.
func Load(file string) (*Config, error) {
	named := file != ""
	if !named {
		file = DefaultFile
	}
	text, err := os.ReadFile(file) //nolint:gosec // the operator names the file
	if err != nil && (named || !errors.Is(err, fs.ErrNotExist)) {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	return Parse(file, text)
}

// Parse is Load for a text that was read already; the file's name gives messages and relative paths their place.
func Parse(file string, text []byte) (*Config, error) {
	d := document{file: file}
	l := &loader{file: file, viper: newViper(), places: d.places(text)}
	if err := d.problems.Err(); err != nil {
		return nil, err
	}
	if err := l.viper.ReadConfig(bytes.NewReader(text)); err != nil { // no YAML gets here that the document refuses
		return nil, problem.Errors{{Pos: problem.Position{File: file}, Message: "the file can't be read as YAML"}}
	}
	l.unknownKeys()
	c := l.config()
	l.complete(c)
	c.check(&l.problems, l.at)
	if err := l.problems.Err(); err != nil {
		return nil, err
	}
	c.Warnings = l.problems.All()
	return c, nil
}

// loader is one run of Load.
type loader struct {
	file     string
	viper    *viper.Viper
	places   map[string]problem.Position // of the file's values, by their keys with dots between
	problems problem.List
}

// newViper is a viper that knows the keys with their defaults, and the variables.
func newViper() *viper.Viper {
	v, d := viper.New(), Default()
	v.SetConfigType("yaml")
	v.SetEnvPrefix(envPrefix)
	v.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))
	v.AutomaticEnv()
	for key, value := range map[string]any{
		"listen":                      d.Listen,
		"base_url":                    d.BaseURL,
		"addressing.subdomains":       d.Addressing.Subdomains,
		"addressing.subdomain_suffix": d.Addressing.Suffix,
		"addressing.paths":            d.Addressing.Paths,
		"tenants":                     d.Tenants,
		"mappers":                     d.Mappers,
		"secrets":                     nil,
		"tls.certificate":             d.TLS.Certificate,
		"tls.key":                     d.TLS.Key,
		"trusted_proxies":             nil,
		"admin.listen":                d.Admin.Listen,
		"admin.tokens":                nil,
		"limits.page_default":         d.Limits.PageDefault,
		"limits.page_max":             d.Limits.PageMax,
		"limits.sort_max":             d.Limits.SortMax,
		"limits.include_max":          d.Limits.IncludeMax,
		"limits.request_body":         d.Limits.RequestBody,
		"limits.statement_timeout":    d.Limits.StatementTimeout,
		"limits.concurrency":          d.Limits.Concurrency,
		"limits.pool":                 d.Limits.Pool,
		"log_level":                   d.LogLevel,
		"verify_sql":                  d.VerifySQL,
		"store.file":                  d.Store.File,
		"store.dsn":                   nil,
		"tenant_tag_system":           d.TenantTagSystem,
	} {
		v.SetDefault(key, value)
	}
	return v
}

// config reads every key.
func (l *loader) config() *Config {
	return &Config{
		Listen:  l.text("listen"),
		BaseURL: l.text("base_url"),
		Addressing: Addressing{
			Subdomains: read(l, "addressing.subdomains", "true or false", strconv.ParseBool),
			Suffix:     l.text("addressing.subdomain_suffix"),
			Paths:      read(l, "addressing.paths", "true or false", strconv.ParseBool),
		},
		Tenants: l.path("tenants"),
		Mappers: l.path("mappers"),
		Secrets: l.secrets("secrets"),
		TLS:     TLS{Certificate: l.path("tls.certificate"), Key: l.path("tls.key")},

		TrustedProxies: l.proxies(),

		Admin: Admin{Listen: l.text("admin.listen"), Tokens: l.secrets("admin.tokens")},
		Limits: Limits{
			PageDefault:      read(l, "limits.page_default", "a whole number", strconv.Atoi),
			PageMax:          read(l, "limits.page_max", "a whole number", strconv.Atoi),
			SortMax:          read(l, "limits.sort_max", "a whole number", strconv.Atoi),
			IncludeMax:       read(l, "limits.include_max", "a whole number", strconv.Atoi),
			RequestBody:      read(l, "limits.request_body", "a whole number of bytes", parseInt64),
			StatementTimeout: read(l, "limits.statement_timeout", "a time such as 30s or 1m", time.ParseDuration),
			Concurrency:      read(l, "limits.concurrency", "a whole number", strconv.Atoi),
			Pool:             read(l, "limits.pool", "a whole number", strconv.Atoi),
		},
		LogLevel:        read(l, "log_level", "debug, info, warn or error", parseLevel),
		VerifySQL:       read(l, "verify_sql", "true or false", strconv.ParseBool),
		Store:           l.store(),
		TenantTagSystem: l.text("tenant_tag_system"),
	}
}

// complete adds what follows from the rest: a base URL and a secret on a loopback address, and the tag's system.
func (l *loader) complete(c *Config) {
	if c.Loopback() {
		if _, port, _ := net.SplitHostPort(c.Listen); c.BaseURL == "" && port != "0" {
			c.BaseURL = c.TLS.scheme() + "://localhost:" + port
		}
		if !l.viper.IsSet("secrets") {
			secret := make([]byte, minSecret)
			_, _ = rand.Read(secret) // never fails, see crypto/rand
			c.Secrets = Secrets{secret}
			l.problems.Warnf(l.at("secrets"), "openssl rand -base64 32 makes one for secrets or PORTICO_SECRETS",
				"NO SECRETS ARE SET: made one up; links to next pages and keys that sign die with this process, and no other replica opens them")
		}
	}
	if c.TenantTagSystem == "" {
		c.TenantTagSystem = c.BaseURL + strings.TrimSuffix(TenantPath, "/")
	}
}

// unknownKeys refuses what isn't a key.
func (l *loader) unknownKeys() {
	known := newViper().AllKeys()
	slices.Sort(known)
	for key, place := range l.places {
		switch {
		case slices.Contains(known, key):
		case slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, key+".") }):
			l.problems.Errorf(place, "%s must be a mapping of keys to values", key)
		default:
			l.problems.Hintf(place, problem.DidYouMean(key, known), "unknown key %s", safeName(key))
		}
	}
	l.strayVariables(known)
}

// strayVariables warns of variables that look like one which stands in for a key. What all of them begin with makes
// none of them look alike.
func (l *loader) strayVariables(known []string) {
	const prefix = envPrefix + "_"
	variables := make([]string, len(known))
	for i, key := range known {
		variables[i] = strings.TrimPrefix(variable(key), prefix)
	}
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		ours, found := strings.CutPrefix(name, prefix)
		if !found || slices.Contains(variables, ours) {
			continue
		}
		if near := problem.Nearest(ours, variables); near != "" {
			l.problems.Warnf(problem.Position{File: name}, "did you mean "+prefix+near+"?", "the variable stands for no key")
		}
	}
}

// variable is the name of the environment variable that stands in for a key.
func variable(key string) string {
	return envPrefix + "_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// at is where a key has its value from: a variable, a place in the file, or the file.
func (l *loader) at(key string) problem.Position {
	if os.Getenv(variable(key)) != "" {
		return problem.Position{File: variable(key)}
	}
	if place, found := l.places[key]; found {
		return place
	}
	return problem.Position{File: l.file}
}

// text is the value of a key as text.
func (l *loader) text(key string) string {
	switch value := l.viper.Get(key).(type) {
	case map[string]any, []any:
		l.problems.Errorf(l.at(key), "%s must be a single value", key)
		return ""
	case nil:
		return ""
	default:
		return fmt.Sprint(value)
	}
}

// path is a folder or file, which starts at the file's own if it is relative. A variable's starts at the working directory.
func (l *loader) path(key string) string {
	path := l.text(key)
	if path == "" || filepath.IsAbs(path) || os.Getenv(variable(key)) != "" {
		return path
	}
	return filepath.Join(filepath.Dir(l.file), path)
}

// list are the values of a key: a list, or in a variable texts with commas between.
func (l *loader) list(key string) []string {
	var texts []string
	switch value := l.viper.Get(key).(type) {
	case string:
		return strings.Split(value, ",")
	case []string:
		return value
	case []any:
		for _, entry := range value {
			text, isText := entry.(string)
			if !isText {
				l.problems.Errorf(l.at(key), "%s must be a list of texts", key)
				return nil
			}
			texts = append(texts, text)
		}
	case nil:
	default:
		l.problems.Errorf(l.at(key), "%s must be a list of texts", key)
	}
	return texts
}

// secrets are the secrets of a key's list.
func (l *loader) secrets(key string) Secrets {
	var secrets Secrets
	for i, text := range l.list(key) {
		secret, err := parseSecret(strings.TrimSpace(text), filepath.Dir(l.file))
		if err != nil {
			l.problems.Errorf(l.at(key), "%s: entry %d %s", key, i+1, err)
			continue
		}
		secrets = append(secrets, secret)
	}
	return secrets
}

// read is the value of a key by its parser.
func read[T any](l *loader, key, want string, parse func(string) (T, error)) T {
	text := l.text(key)
	value, err := parse(text)
	if err != nil {
		l.problems.Errorf(l.at(key), "%s is %q; it must be %s", key, text, want)
	}
	return value
}

// parseInt64 reads a whole number.
func parseInt64(text string) (int64, error) { return strconv.ParseInt(text, 10, 64) }

// parseLevel reads a log level.
func parseLevel(text string) (slog.Level, error) {
	var level slog.Level
	err := level.UnmarshalText([]byte(text))
	return level, err
}
