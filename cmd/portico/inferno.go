package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ehr.example/portico/facade/smart"
)

// infernoHost is where the kit runs if nobody says otherwise.
const infernoHost = "https://inferno.healthit.gov/suites"

func (p *program) infernoCommand() *cobra.Command {
	var tenant, host, group string
	var patients []string
	cmd := &cobra.Command{
		Use: "inferno-preset", Short: "Register Inferno's clients, and write what a tester gives to its (g)(10) kit", Args: cobra.NoArgs,
		Long: "Register Inferno's clients with a tenant (again each time: secrets are new), and write a preset for the kit\n" +
			"onc-certification-g10-test-kit: the FHIR base, and the credentials of every launch.",
		Example: "  portico inferno-preset -t my-clinic --patients 1,2 --group 7 > preset.json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withStore(cmd.Context(), tenant, func(r *registry) error {
				k := kit{registry: r, host: strings.TrimSuffix(host, "/"), patients: patients, group: group}
				return k.write(cmd.Context())
			})
		},
	}
	tenantFlag(cmd, &tenant)
	cmd.Flags().StringVar(&host, "inferno", infernoHost, "the address of the kit: its INFERNO_HOST, with its BASE_PATH if it has one")
	cmd.Flags().StringSliceVar(&patients, "patients", nil, "ids of patients that together have everything")
	cmd.Flags().StringVar(&group, "group", "", "the id of the Group that is exported")
	return cmd
}

// kit is Inferno with a tenant.
type kit struct {
	*registry
	host     string
	patients []string
	group    string
}

// input is one of a preset's.
type input struct {
	Name  string `json:"name"`
	Type  string `json:"_type"`
	Value any    `json:"value"`
}

// authInfo is the value of an input of the type auth_info.
type authInfo struct {
	Kind   string `json:"auth_type"`
	Token  string `json:"token_url,omitempty"`
	Client string `json:"client_id"`
	Secret string `json:"client_secret,omitempty"`
	Scopes string `json:"requested_scopes,omitempty"`
	Method string `json:"auth_request_method,omitempty"`
	Alg    string `json:"encryption_algorithm,omitempty"`
	PKCE   string `json:"pkce_support,omitempty"`
	S256   string `json:"pkce_code_challenge_method,omitempty"`
}

// The types that the kit asks for in its launches.
var infernoTypes = strings.Fields("Patient AllergyIntolerance CarePlan CareTeam Condition Coverage Device DiagnosticReport DocumentReference Encounter Goal " +
	"Immunization Location Medication MedicationDispense MedicationRequest Observation Organization Practitioner PractitionerRole Procedure " +
	"Provenance QuestionnaireResponse RelatedPerson ServiceRequest Specimen")

// scopes are a scope for each type.
func scopes(context, permissions string) string {
	all := make([]string, len(infernoTypes))
	for i, t := range infernoTypes {
		all[i] = context + "/" + t + "." + permissions
	}
	return strings.Join(all, " ")
}

// write registers the clients and writes the preset.
func (k kit) write(ctx context.Context) error {
	secret, err := k.register(ctx)
	if err != nil {
		return err
	}
	const identity = "openid fhirUser offline_access "
	app := func(scopes string) authInfo {
		return authInfo{Kind: "symmetric", Client: "inferno", Secret: secret, Scopes: scopes, Method: "GET", PKCE: "enabled", S256: "S256"}
	}
	ehr := app("launch " + identity + scopes("user", "rs"))
	ehr.Method = "POST"
	chart := app("launch " + identity + "patient/Patient.rs")
	category := func(t, system, code string) string {
		return "patient/" + t + ".rs?category=" + system + "|" + code
	}
	const hl7, usCore = "http://terminology.hl7.org/CodeSystem/", "http://hl7.org/fhir/us/core/CodeSystem/"
	context := "launch/patient " + identity + "patient/Patient.rs "
	inputs := []input{
		{"url", "text", k.tenant.BaseURL},
		{"standalone_smart_auth_info", "auth_info", app("launch/patient " + identity + scopes("patient", "rs"))},
		{"expected_resources", "text", "patient, condition, observation"},
		{"ehr_smart_auth_info", "auth_info", ehr},
		{"ehr_patient_smart_auth_info", "auth_info", chart},
		{"public_smart_auth_info", "auth_info", authInfo{
			Kind: "public", Client: "inferno-public", Scopes: "launch/patient " + identity + scopes("patient", "rs"), PKCE: "enabled", S256: "S256",
		}},
		{"asymmetric_smart_auth_info", "auth_info", authInfo{
			Kind: "asymmetric", Client: "inferno-asymmetric", Alg: "ES384", Scopes: "launch/patient " + identity + scopes("patient", "rs"), PKCE: "enabled", S256: "S256",
		}},
		{"v1_smart_auth_info", "auth_info", app("launch/patient " + identity + scopes("patient", "read"))},
		{"granular_scopes_1_auth_info", "auth_info", app(context + strings.Join([]string{
			category("Condition", hl7+"condition-category", "encounter-diagnosis"), category("Condition", usCore+"condition-category", "health-concern"),
			category("Observation", hl7+"observation-category", "laboratory"), category("Observation", hl7+"observation-category", "social-history"),
		}, " "))},
		{"granular_scopes_2_auth_info", "auth_info", app(context + strings.Join([]string{
			category("Condition", hl7+"condition-category", "problem-list-item"), category("Observation", hl7+"observation-category", "vital-signs"),
			category("Observation", hl7+"observation-category", "survey"), category("Observation", usCore+"us-core-category", "sdoh"),
		}, " "))},
		{"granular_scopes_selection_smart_auth_info", "auth_info", app(context + "patient/Condition.rs patient/Observation.rs")},
		{"custom_authorization_header", "textarea", "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("inferno:"+secret))},
		{"bulk_server_url", "text", k.tenant.BaseURL},
		{"bulk_smart_auth_info", "auth_info", authInfo{
			Kind: "backend_services", Token: k.tenant.Auth.Issuer + "/token", Client: "inferno-bulk", Alg: "ES384", Scopes: "system/*.rs",
		}},
		{"group_id", "text", k.group},
		{"additional_patient_ids", "text", strings.Join(k.patients, ",")},
	}
	e := json.NewEncoder(k.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Title  string  `json:"title"`
		ID     string  `json:"id"`
		Suite  string  `json:"test_suite_id"`
		Inputs []input `json:"inputs"`
	}{"Portico: " + k.tenant.Name, "portico-" + k.tenant.ID, "g10_certification", inputs})
}

// register keeps the kit's clients, and gives the new secret of the one that has one.
func (k kit) register(ctx context.Context) (string, error) {
	secret, now := smart.NewSecret(), time.Now()
	app := smart.Client{
		Active: true, Created: now, RedirectURIs: []string{k.host + "/custom/smart/redirect"}, LaunchURL: k.host + "/custom/smart/launch",
		Scopes: strings.Fields(appScopes), GrantTypes: []smart.GrantType{smart.AuthorizationCode, smart.Refresh},
	}
	clients := []smart.Client{app, app, app, {
		ID: "inferno-bulk", Name: "Inferno (bulk data)", Type: smart.Asymmetric, Active: true, Created: now, Scopes: []string{"system/*.rs"},
		GrantTypes: []smart.GrantType{smart.ClientCredentials}, JWKSURL: k.host + "/custom/g10_certification/.well-known/jwks.json",
	}}
	clients[0].ID, clients[0].Name, clients[0].Type = "inferno", "Inferno", smart.Symmetric
	clients[0].Secrets = []smart.ClientSecret{{Hash: smart.HashOf(secret)}}
	clients[1].ID, clients[1].Name, clients[1].Type = "inferno-public", "Inferno (public)", smart.Public
	clients[2].ID, clients[2].Name, clients[2].Type = "inferno-asymmetric", "Inferno (with keys)", smart.Asymmetric
	clients[2].JWKSURL = k.host + "/custom/smart_stu2/.well-known/jwks.json"
	for _, c := range clients {
		if err := c.Check(k.tenant.Auth.PrivateHosts); err != nil {
			return "", fmt.Errorf("%s: %w (auth.private_hosts of the tenant lets keys come from a private address)", c.ID, err)
		}
		if err := k.PutClient(ctx, k.tenant.ID, c); err != nil {
			return "", err
		}
	}
	return secret, nil
}
