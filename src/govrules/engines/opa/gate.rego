# METADATA
# title: The decision on a submission
# description: |
#   `allow`, the `reasons` if not, and a `summary`: those of the one act that this bundle is of.
package govrules.gate

import data.govrules.ACT.submission

default allow := false

allow := submission.allow

reasons := submission.reasons

summary := submission.summary
