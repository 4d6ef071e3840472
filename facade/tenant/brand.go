package tenant

import (
	"net/url"

	"ehr.example/portico/config"
	"ehr.example/portico/facade/smart"
	"ehr.example/portico/facade/smart/pages"
	"ehr.example/portico/mappers/problem"
)

// brand is how the pages look that people see of a tenant. Its error is a problem.Errors.
func brand(c *config.Tenant) (*pages.Brand, error) {
	issuer, err := url.Parse(c.Auth.Issuer)
	if err != nil {
		return nil, problem.Errors{{Pos: c.At("auth"), Message: "the issuer " + c.Auth.Issuer + " is no address"}}
	}
	b, err := pages.NewBrand(pages.Settings{
		Name: c.Name, Logo: c.Branding.Logo, Accent: c.Branding.Accent, Stylesheet: issuer.Path + smart.StylesheetPath,
	})
	if err != nil {
		return nil, problem.Errors{{Pos: c.At("branding"), Message: "branding: " + err.Error()}}
	}
	return b, nil
}
