package pages

// StyleDocument is what smart_style_url leads to, once it is JSON.
//
// See SMART App Launch 2.2, "Styling".
type StyleDocument struct {
	Background     string `json:"color_background"`
	Error          string `json:"color_error"`
	Highlight      string `json:"color_highlight"`
	Backdrop       string `json:"color_modal_backdrop"`
	Success        string `json:"color_success"`
	Text           string `json:"color_text"`
	BorderRadius   string `json:"dim_border_radius"`
	FontSize       string `json:"dim_font_size"`
	SpacingSize    string `json:"dim_spacing_size"`
	BodyFamily     string `json:"font_family_body"`
	HeadingsFamily string `json:"font_family_heading"`
}

// family are the fonts of the pages and of the style document.
const family = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

// StyleDocument is the tenant's look for apps to take over: the colours and sizes of its pages by day.
func (b *Brand) StyleDocument() StyleDocument {
	p := light.with(b.accent, black)
	return StyleDocument{
		Background: p.surface.String(), Error: p.errors.String(), Highlight: p.accent.String(),
		Backdrop: p.text.String(), Success: p.done.String(), Text: p.text.String(),
		BorderRadius: "8px", FontSize: "16px", SpacingSize: "16px",
		BodyFamily: family, HeadingsFamily: family,
	}
}
