"""The engine `opa`: the calculus as Rego v1, judged by Open Policy Agent.

`terms` and `relations` write rules, `modules` puts them into one module for each norm beside what
the norms of a family share, `case_files` cuts an agency's rows into the documents that the modules
judge, `running` has them judged.

The contract between what is written and what runs it:

    Program     `modules`: name of a policy → its text in Rego v1; every package lies under
                `govrules`. `entry`: the rule that answers, by family.
    CaseFile    `family`: which rule judges it. `document`: the `input` of that rule, plain JSON.
    decide(program, case_files) -> answers, one for each case file, in their order

An answer is a mapping from the name of a norm's rule to its rows, each an array in the order of
`DUTY_COLUMNS` or `EVIDENCE_COLUMNS`. The rule of a family is total: it has an answer for every
document with the columns that it reads, so an undefined answer says that something is wrong.

Many documents are judged in one question by

    data.govrules.batch.answers    of the input {"family": name, "files": [document, ...]}

which gives an array as long as `files`: each file judged `with input as` itself.
"""

NAME = "opa"
