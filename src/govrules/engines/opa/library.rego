# METADATA
# title: The operators of the calculus
# description: |
#   What the modules of the norms are written with. Conditions are values, true or false, so that
#   nothing is ever undefined: a row that lacks a column is found by `faults` before it is judged.
package govrules.library

# Whether every condition holds; false is less than true.
all_of(conditions) := min(conditions)

# Whether some condition holds.
any_of(conditions) := max(conditions)

# The value of the first pair whose condition holds.
first(pairs, otherwise) := array.concat([value | some [true, value] in pairs], [otherwise])[0]

# The smallest of some values, or what stands for none.
least(values, otherwise) := min(array.concat(values, [otherwise | count(values) == 0]))

# The greatest of some values, or what stands for none.
greatest(values, otherwise) := max(array.concat(values, [otherwise | count(values) == 0]))

# The one value of a set, or what stands for none and for several.
only(values, otherwise) := value if {
	count(values) == 1
	some value in values
} else := otherwise

# What becomes of a duty, by the order of reasons.
#
# `exempt` are [reason, provision, surely, possibly]: grounds that take the duty away if they are
# certain. `entries` are [verdict, reason, surely, possibly] in their order; the last holds always.
# Entries possible before the first certain one keep their verdict in play; with more than one in
# play the verdict is indeterminate, or pending where it only waits.
outcome(exempt, entries, spoiled, doubt) := found[0] if {
	certain := min([at | some at, [_, _, true, _] in entries])
	open := [[verdict, reason] | some at, [verdict, reason, _, true] in entries; at <= certain]
	verdicts := {verdict | some [verdict, _] in open} | {"not-applicable" | some [_, _, _, true] in exempt}
	alone := [{"verdict": verdict, "reason": reason, "ground": ""} |
		count(verdicts) == 1
		some verdict in verdicts
		reason := array.concat([reason | some [_, reason] in open], [""])[0]
	]
	waiting := [{"verdict": "pending", "reason": "", "ground": ""} |
		verdicts == {"pending", "not-triggered"}
	]
	found := together([
		[{"verdict": "not-applicable", "reason": reason, "ground": provision} |
			some [reason, provision, true, _] in exempt
		],
		[{"verdict": "indeterminate", "reason": "bad-data", "ground": ""} | spoiled],
		alone,
		waiting,
		[{"verdict": "indeterminate", "reason": doubt, "ground": ""}],
	])
}

# The rows of all parts.
together(parts) := [row |
	some part in parts
	some row in part
]

# The rows with some numbers, or one that stands for none.
partners(rows, numbers, alone) := array.concat(
	[rows[number] | some number in numbers],
	[alone | count(numbers) == 0],
)

# What a document lacks that is read: nothing, or it cannot be judged.
faults(document, columns, constants, lists) := union({
	{sprintf("%s: %s", [table, column]) |
		some table, kinds in columns
		some row in object.get(document, ["tables", table], [{}])
		some column, kind in kinds
		not is_a(object.get(row, column, null), kind)
	},
	{sprintf("%s: not an array", [table]) |
		some table, _ in columns
		not is_array(object.get(document, ["tables", table], null))
	},
	{sprintf("%s: %s", [name, column]) |
		some name, kinds in lists
		some row in object.get(document, ["given", name], [{}])
		some column, kind in kinds
		not is_a(object.get(row, column, null), kind)
	},
	{sprintf("%s: not an array", [name]) |
		some name, _ in lists
		not is_array(object.get(document, ["given", name], null))
	},
	{sprintf("known: %s", [name]) |
		some name, kind in constants
		not is_a(object.get(document, ["known", name], null), kind)
	},
})

default is_a(_, _) := false

is_a(value, "text") if is_string(value)

is_a(value, "condition") if is_boolean(value)

is_a(value, "integer") if {
	is_number(value)
	floor(value) == value
	abs(value) <= 9007199254740991
}

is_a(value, "texts") if {
	is_array(value)
	count(value) > 0
	every text in value {
		is_string(text)
	}
}
