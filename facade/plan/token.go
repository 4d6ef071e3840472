package plan

import (
	"ehr.example/portico/facade/search"
	"ehr.example/portico/mappers/program"
	"ehr.example/portico/mappers/sqltree"
)

const noInverse = "the mapping has no inverse for it"

// token is the condition that a coding is code, system|code, |code (no system) or system| (R4 §3.1.1.5.8).
func token(t *program.Token, want search.Token) (sqltree.Expr, string) {
	system, why := tokenSystem(t, want)
	if why != "" || sqltree.IsFalse(system) {
		return system, why
	}
	if want.Code == "" && !t.Code.Sure() {
		return nil, noInverse
	}
	if want.Code == "" {
		return sqltree.AllOf(system, t.Code.Present()), ""
	}
	code, ok := t.Code.Equals(want.Code, program.PartCode)
	if !ok {
		return nil, noInverse
	}
	return sqltree.AllOf(system, code), ""
}

func tokenSystem(t *program.Token, want search.Token) (sqltree.Expr, string) {
	switch {
	case !want.HasSystem:
		return sqltree.True, ""
	case want.System == "" && t.System == nil:
		return sqltree.True, ""
	case want.System == "":
		return sqltree.IsNotTrue(t.System.Present()), ""
	case t.System == nil:
		return sqltree.False, ""
	}
	part := program.PartCode
	if t.System == t.Code {
		part = program.PartSystem
	}
	e, ok := t.System.Equals(want.System, part)
	if !ok {
		return nil, noInverse
	}
	return e, ""
}
