package compile

import (
	"slices"
	"strings"

	"ehr.example/portico/mappers/program"
)

// fileCall is the place of | file among a hole's functions, or -1.
func fileCall(h hole) int {
	return slices.IndexFunc(h.calls, func(f call) bool { return f.name == "file" })
}

// fileTransforms are those that leave the database.
var fileTransforms = []transform{{
	Transform: Transform{"file", "$setting", "the content of a file below the folder that a setting names, at base64Binary; last"},
	min:       1, max: 1, kinds: texts, apply: (*compiler).fileTransform,
}}

// fileTransform refuses | file where no element is.
func (c *compiler) fileTransform(_ *program.Value, f call) bool {
	c.problems.Hintf(f.pos, fileHint, "| file does not stand here")
	return false
}

const fileHint = "data: =d.path | file $documents, where documents is a setting"

// file compiles =path | file $setting: the content of a file below the folder that a tenant's setting names.
func (c *compiler) file(h hole, at int, to target, sc *scope) program.Node {
	f := h.calls[at]
	i := -1
	if len(f.args) == 1 && strings.HasPrefix(f.args[0], "$") {
		i = c.program.SettingIndex(f.args[0][1:])
	}
	switch {
	case i < 0 || c.program.Settings[i].Constant:
		c.problems.Hintf(f.pos, fileHint, "| file wants the setting that names the folder")
		return nil
	case to.typ != "base64Binary":
		c.problems.Hintf(f.pos, "base64Binary elements such as Attachment.data and Binary.data can", "%s cannot hold a file", article(to.typ))
		return nil
	case at < len(h.calls)-1 || h.target != "":
		c.problems.Hintf(f.pos, fileHint, "| file is the last function, of a path that a column holds")
		return nil
	}
	h.calls = h.calls[:at]
	v := c.sqlValue(h, sc)
	if v == nil {
		return nil
	}
	if !textOfSQL(v) {
		c.problems.Hintf(h.pos, fileHint, "a path is a text that SQL gives, not %s", article(kindText(v)))
		return nil
	}
	frame := sc.frameOf(v.Expr)
	if frame < 0 {
		c.problems.Hintf(h.pos, "put the parent's columns into the child's FROM", "this hole mixes columns of a child with columns of its parent")
		return nil
	}
	set := &c.program.Settings[i]
	set.Folder = true
	c.used["setting "+set.Name] = true
	v.Opaque = "it lies in a file"
	return &program.File{Frame: frame, Slot: sc.frames[frame].Slot(v.Shown()), Setting: set.Name, Value: v}
}

// textOfSQL tells a text that SQL alone gives.
func textOfSQL(v *program.Value) bool {
	return slices.Contains(texts, v.Kind) && v.Map == nil && !v.Number && !v.Day && v.Opaque == "" && len(v.Steps) == 0 && v.Form == program.FormPlain
}
