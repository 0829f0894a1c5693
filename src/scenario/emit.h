/* Writing YAML: flow maps on one line. Only this room's files include this. */
#ifndef PINLAB_SCENARIO_EMIT_H
#define PINLAB_SCENARIO_EMIT_H

#include <stdint.h>

#include "lab/run.h"
#include "util/buf.h"

/* {key: value, ...} under construction, or the same as a list. */
struct pl_flow {
	struct pl_buf *out;
	bool any, list;
	const char *block; /* each key on a line of its own, indented like this; NULL: on one line */
};

struct pl_flow pl_flow_map(struct pl_buf *out);
struct pl_flow pl_flow_list(struct pl_buf *out);
void pl_flow_end(struct pl_flow *flow);
/* What is written next is the value of this key, or the next item when key is NULL. */
void pl_flow_key(struct pl_flow *flow, const char *key);
/* NULL text: nothing is written. */
void pl_flow_text(struct pl_flow *flow, const char *key, const char *text);
/* PL_TIME_NONE: nothing is written. */
void pl_flow_date(struct pl_flow *flow, const char *key, int64_t time);
void pl_flow_duration(struct pl_flow *flow, const char *key, int64_t seconds);
/* With its sign. */
void pl_flow_offset(struct pl_flow *flow, const char *key, int64_t seconds);
void pl_flow_texts(struct pl_flow *flow, const char *key, char *const *texts, size_t n);

/* "  NAME: {": the entry of a map of names, and its end. */
struct pl_flow pl_flow_entry(struct pl_buf *out, const char *indent, const char *name);
void pl_flow_entry_end(struct pl_flow *flow);

/* "KEY: TEXT" on a line of its own; NULL text: nothing. */
void pl_emit_line(struct pl_buf *out, const char *key, const char *text);
void pl_emit_date(struct pl_buf *out, const char *key, int64_t time);
/* The text form of a `when`, NULL for the same second; caller frees. */
PL_MUST_USE char *pl_emit_when(const struct pl_when *when);

/* Parts of a scenario. */
void pl_emit_hierarchy(struct pl_buf *out, const struct pl_model *model);
void pl_emit_trust(struct pl_flow *flow, const char *key, const struct pl_trust_def *trust,
		   size_t n);
void pl_emit_lifetime(struct pl_flow *flow, const struct pl_host_def *host);
void pl_emit_renew_before(struct pl_flow *flow, const struct pl_host_def *host);
void pl_emit_nodes(struct pl_flow *flow, const struct pl_host_def *host);
void pl_emit_issuer(struct pl_flow *flow, const struct pl_host_def *host);
/* The paces of an operator that are not the usual ones. */
void pl_emit_channels(struct pl_flow *flow, const struct pl_operator_def *operator_);
/* The hierarchy's logs or the scenario's own, with their key; nothing when there are none. */
void pl_emit_logs(struct pl_buf *out, const struct pl_model *model, bool of_hierarchy);
void pl_emit_hosts(struct pl_buf *out, const struct pl_model *model);
void pl_emit_devices(struct pl_buf *out, const struct pl_model *model);
/* What a plan must keep, if the model says so. */
void pl_emit_target(struct pl_buf *out, const struct pl_model *model);
void pl_emit_strategies(struct pl_buf *out, const struct pl_model *model);
/* Names, lists and terms of pins, where they are not the usual ones; further rules. */
void pl_emit_terms(struct pl_flow *flow, const struct pl_rule_def *rule);
PL_MUST_USE bool pl_terms_are_default(const struct pl_rule_def *rule);
void pl_emit_rules(struct pl_flow *flow, const struct pl_strategy_def *strategy);
/* The header that pins a host's keys, if it sends one. */
void pl_emit_hpkp(struct pl_flow *flow, const struct pl_host_def *host);
/* What an app keeps between its connections, where the file says so. */
void pl_emit_memory(struct pl_flow *flow, const struct pl_strategy_def *strategy);
PL_MUST_USE bool pl_memory_is_default(const struct pl_strategy_def *strategy);
/* The expectations of an event, as its author wrote them. Each of the three yields how many. */
size_t pl_emit_event_expects(struct pl_buf *out, const struct pl_event *event, const char *indent);
/* The installed copies, and what their releases expect. */
size_t pl_emit_fleet(struct pl_buf *out, const struct pl_model *model);
/* {availability: ">= 99%", ...}: what is asked of a fleet. */
void pl_emit_fleet_claim(struct pl_buf *out, const struct pl_expect *claim);
/* The verdicts of a step, as expectations; a pin that the author of its event named stays
 * where it still matches. */
size_t pl_emit_step_expects(struct pl_buf *out, const struct pl_run *run,
			    const struct pl_step *step);
size_t pl_emit_claims(struct pl_buf *out, const struct pl_model *model);

#endif
