# METADATA
# title: Whether a submission may pass
# description: |
#   The question of the exit code, asked of one submission as `govrules bundle ACT --input DATASET`
#   writes it. It may pass if something applied and no reason stands against it; a document that
#   cannot be judged, or that was written for another law, is a reason.
package govrules.ACT.submission

import data.govrules.ACT.act
IMPORTS

default allow := false

# Whether the submission may pass.
allow if count(reasons) == 0

default reasons := [{"code": "not-judged", "fault": "the policies failed"}]

# What stands against it: violations, then what is undetermined, then what could not be judged.
reasons := array.flatten([
	[told(duty) | some duty in denied],
	[told(duty) | some duty in duties; duty[columns.verdict] == "indeterminate"],
	[{"code": "not-assessed", "norm": norm} | some norm in told_of("not_assessed")],
	told_of("findings"),
	[{"code": "nothing-applies"} | applicable == 0],
	[{"code": "not-judged", "fault": fault} | some fault in sort([each | some each in faults])],
])

# How many duties have each verdict.
summary := {verdict: count([1 | some duty in duties; duty[columns.verdict] == verdict]) |
	some verdict in [VERDICTS]
}

families := [FAMILIES]

columns := {name: at | some at, name in act.duty_columns}

severities := {"low": 1, "medium": 2, "high": 3, "never": 4}

least := object.get(severities, object.get(input, "fail_on", "low"), 0)

# The violations that are grave enough; a norm that nobody knows is as grave as can be.
denied := [duty |
	some duty in duties
	duty[columns.verdict] == "violated"
	severities[object.get(act.norms, [duty[columns.norm], "severity"], "high")] >= least
]

applicable := count([1 | some duty in duties; duty[columns.verdict] != "not-applicable"])

told(duty) := {
	"code": duty[columns.verdict],
	"reason": duty[columns.reason],
	"norm": duty[columns.norm],
	"subject": duty[columns.subject],
	"occasion": duty[columns.occasion],
	"bearer": duty[columns.bearer],
	"counterparty": duty[columns.counterparty],
}

# A norm that is not assessed is one reason, whatever duties it would have.
duties := sort([duty |
	some family in families
	some answer in answered(family)
	some name, norm in object.get(answer, "norms", {})
	object.get(unlisted, name, false) == false
	some duty in norm.duties
])

unlisted := {norm: true | some norm in told_of("not_assessed")}

answered(family) := object.get(answers, family, [])

ANSWERS

documents(family) := [file | some file in object.get(input, ["families", family], [])]

told_of(name) := [each | some each in object.get(input, name, [])]

# Why the submission, or a document of it, was not judged.
faults := union({
	{sprintf("`%s` is no list", [name]) |
		some name in ["not_assessed", "findings"]
		is_array(object.get(input, name, null)) == false
	},
	{sprintf("`families` has no list of `%s`", [family]) |
		some family in families
		is_array(object.get(input, ["families", family], null)) == false
	},
	{sprintf("%d of %d documents of `%s` were answered", [count(answered(family)), asked, family]) |
		some family in families
		asked := count(documents(family))
		asked != count(answered(family))
	},
	{sprintf("a document of `%s` lacks what is read: %s", [family, fault]) |
		some family in families
		some answer in answered(family)
		some fault in object.get(answer, "faults", [])
	},
	{"`fail_on` is none of `low`, `medium`, `high` and `never`" | least == 0},
	{"the submission was written for another act, or with other readings" |
		object.get(input, "act", {}) != {"id": act.id, "digest": act.digest, "readings": act.readings}
	},
})
