/* Do two models say the same? Each list is compared member by member. */
#include <config.h>

#include "tests/scenario/same.h"

#include "util/text.h"

static bool same_texts(char *const *a, size_t n_a, char *const *b, size_t n_b)
{
	if (n_a != n_b)
		return false;
	for (size_t i = 0; i < n_a; i++)
		if (!pl_streq(a[i], b[i]))
			return false;
	return true;
}

static bool same_trust(const struct pl_trust_def *a, size_t n_a, const struct pl_trust_def *b,
		       size_t n_b)
{
	if (n_a != n_b)
		return false;
	for (size_t i = 0; i < n_a; i++)
		if (!pl_streq(a[i].what, b[i].what) || a[i].from != b[i].from ||
		    a[i].until != b[i].until)
			return false;
	return true;
}

static bool same_hierarchy(const struct pl_model *a, const struct pl_model *b)
{
	if (a->n_operators != b->n_operators || a->n_authorities != b->n_authorities ||
	    a->n_certificates != b->n_certificates || a->n_stores != b->n_stores)
		return false;
	for (size_t i = 0; i < a->n_operators; i++)
		if (!pl_streq(a->operators[i].name, b->operators[i].name) ||
		    a->operators[i].is_private != b->operators[i].is_private ||
		    !pl_streq(a->operators[i].backup_operator, b->operators[i].backup_operator))
			return false;
	for (size_t i = 0; i < a->n_authorities; i++) {
		const struct pl_authority_def *x = &a->authorities[i], *y = &b->authorities[i];

		if (!pl_streq(x->name, y->name) || !pl_streq(x->operator_, y->operator_) ||
		    !pl_streq(x->subject, y->subject) || x->real_key != y->real_key ||
		    x->path_len != y->path_len || !pl_streq(x->same_key_as, y->same_key_as))
			return false;
	}
	for (size_t i = 0; i < a->n_certificates; i++) {
		const struct pl_certificate_def *x = &a->certificates[i], *y = &b->certificates[i];

		if (!pl_streq(x->name, y->name) || !pl_streq(x->of, y->of) ||
		    !pl_streq(x->by, y->by) || x->from != y->from || x->to != y->to)
			return false;
	}
	for (size_t i = 0; i < a->n_stores; i++)
		if (!pl_streq(a->stores[i].name, b->stores[i].name) ||
		    !same_trust(a->stores[i].trust, a->stores[i].n, b->stores[i].trust,
				b->stores[i].n))
			return false;
	return true;
}

static bool same_nodes(const struct pl_host_def *a, const struct pl_host_def *b)
{
	if (a->n_nodes != b->n_nodes)
		return false;
	for (size_t i = 0; i < a->n_nodes; i++) {
		const struct pl_node_def *x = &a->nodes[i], *y = &b->nodes[i];

		if (x->share != y->share || x->serve != y->serve || x->own != y->own ||
		    (x->own && x->alg != y->alg) || x->previous != y->previous ||
		    !pl_streq(x->alternate, y->alternate))
			return false;
	}
	return true;
}

static bool same_hosts(const struct pl_model *a, const struct pl_model *b)
{
	if (a->n_hosts != b->n_hosts)
		return false;
	for (size_t i = 0; i < a->n_hosts; i++) {
		const struct pl_host_def *x = &a->hosts[i], *y = &b->hosts[i];

		if (!pl_streq(x->id, y->id) ||
		    !same_texts(x->names, x->n_names, y->names, y->n_names) ||
		    !pl_streq(x->issuer, y->issuer) || x->pool.mode != y->pool.mode ||
		    !same_texts(x->pool.names, x->pool.n, y->pool.names, y->pool.n) || x->alg != y->alg ||
		    x->lifetime != y->lifetime || x->renews != y->renews || x->serve != y->serve ||
		    !pl_streq(x->alternate, y->alternate))
			return false;
		if (x->lifetime_max != y->lifetime_max || x->provider != y->provider ||
		    x->halves_short != y->halves_short || x->renew_ari != y->renew_ari || !same_nodes(x, y) || !pl_streq(x->profile, y->profile))
			return false;
		if (x->renews &&
		    (x->renew_part != y->renew_part || x->renew_before != y->renew_before || x->renew_key != y->renew_key))
			return false;
		if (!same_texts(x->hpkp.pins, x->hpkp.n_pins, y->hpkp.pins, y->hpkp.n_pins) ||
		    x->hpkp.max_age != y->hpkp.max_age ||
		    x->hpkp.subdomains != y->hpkp.subdomains ||
		    x->hpkp.report_only != y->hpkp.report_only)
			return false;
	}
	return true;
}

static bool same_devices(const struct pl_model *a, const struct pl_model *b)
{
	if (a->n_devices != b->n_devices)
		return false;
	for (size_t i = 0; i < a->n_devices; i++) {
		const struct pl_device_def *x = &a->devices[i], *y = &b->devices[i];

		if (!pl_streq(x->name, y->name) || !pl_streq(x->store, y->store) ||
		    !same_trust(x->trust, x->n_trust, y->trust, y->n_trust) ||
		    x->user_cas != y->user_cas || x->skew != y->skew ||
		    x->zone != y->zone || x->n_crypto != y->n_crypto || x->updates != y->updates ||
		    x->checks_anchor_dates != y->checks_anchor_dates || x->order != y->order ||
		    x->retry != y->retry)
			return false;
		for (size_t j = 0; j < x->n_crypto; j++)
			if (x->crypto[j].from != y->crypto[j].from ||
			    x->crypto[j].rsa_min != y->crypto[j].rsa_min)
				return false;
	}
	return true;
}

static bool same_rule(const struct pl_rule_def *a, const struct pl_rule_def *b)
{
	if (a->n_covers != b->n_covers || a->n_pins != b->n_pins ||
	    a->leaf_list != b->leaf_list || a->ca_list != b->ca_list ||
	    a->expires != b->expires || a->expires_day != b->expires_day ||
	    a->closed != b->closed || a->report_only != b->report_only ||
	    a->override_user_cas != b->override_user_cas ||
	    a->override_system_cas != b->override_system_cas || a->user_cas != b->user_cas || a->no_system_cas != b->no_system_cas ||
	    a->excluded != b->excluded || !pl_streq(a->fault, b->fault))
		return false;
	for (size_t i = 0; i < a->n_covers; i++)
		if (!pl_streq(a->covers[i].name, b->covers[i].name) ||
		    a->covers[i].subdomains != b->covers[i].subdomains)
			return false;
	for (size_t i = 0; i < a->n_pins; i++)
		if (!pl_streq(a->pins[i].text, b->pins[i].text) ||
		    a->pins[i].backup != b->pins[i].backup || a->pins[i].list != b->pins[i].list)
			return false;
	return true;
}

static bool same_memory(const struct pl_memory_def *a, const struct pl_memory_def *b)
{
	return a->refetch == b->refetch && a->refresh == b->refresh &&
	       a->fresh_for == b->fresh_for && a->rollback_protection == b->rollback_protection &&
	       a->first_start == b->first_start && a->on_stale == b->on_stale &&
	       a->channel == b->channel && a->session_tickets == b->session_tickets;
}

static bool same_strategies(const struct pl_model *a, const struct pl_model *b)
{
	if (a->n_strategies != b->n_strategies)
		return false;
	for (size_t i = 0; i < a->n_strategies; i++) {
		const struct pl_strategy_def *x = &a->strategies[i], *y = &b->strategies[i];

		if (!pl_streq(x->name, y->name) || x->kind != y->kind || x->client != y->client ||
		    !same_texts(x->pins, x->n_pins, y->pins, y->n_pins) ||
		    !same_texts(x->backups, x->n_backups, y->backups, y->n_backups) ||
		    !pl_streq(x->pin_file, y->pin_file) ||
		    !pl_streq(x->pin_format, y->pin_format) ||
		    (x->pin_set ? x->pin_set->n : 0) != (y->pin_set ? y->pin_set->n : 0) ||
		    !pl_streq(x->host, y->host) || !pl_streq(x->channel_of, y->channel_of) ||
		    x->share != y->share || !same_rule(&x->terms, &y->terms) ||
		    !same_memory(&x->memory, &y->memory) ||
		    x->n_rules != y->n_rules)
			return false;
		for (size_t j = 0; j < x->n_rules; j++)
			if (!same_rule(&x->rules[j], &y->rules[j]))
				return false;
	}
	return true;
}

static bool same_when(const struct pl_when *a, const struct pl_when *b)
{
	return a->kind == b->kind && a->time == b->time && a->offset == b->offset &&
	       pl_streq(a->ref, b->ref);
}

static bool same_expects(const struct pl_expect *a, size_t n_a, const struct pl_expect *b,
			 size_t n_b)
{
	if (n_a != n_b)
		return false;
	for (size_t i = 0; i < n_a; i++) {
		const struct pl_expect *x = &a[i], *y = &b[i];

		if (x->kind != y->kind || !pl_streq(x->strategy, y->strategy) ||
		    !pl_streq(x->client, y->client) || !pl_streq(x->device, y->device) ||
		    !pl_streq(x->host, y->host) || !pl_streq(x->version, y->version) ||
		    !pl_streq(x->attack, y->attack) || !pl_streq(x->pin, y->pin))
			return false;
		if (x->has_verdict != y->has_verdict || x->has_state != y->has_state ||
		    x->has_reason != y->has_reason || !same_when(&x->at, &y->at))
			return false;
		if ((x->has_verdict && x->verdict != y->verdict) ||
		    (x->has_state && x->state != y->state) ||
		    (x->has_reason && x->reason != y->reason))
			return false;
		if (x->kind == PL_EXPECT_FLEET &&
		    (x->measure != y->measure || x->amount != y->amount || x->timed != y->timed ||
		     !pl_streq(x->segment, y->segment)))
			return false;
		if (x->kind != PL_EXPECT_AT &&
		    (x->compare != y->compare || x->duration != y->duration))
			return false;
	}
	return true;
}

static bool same_event(const struct pl_event *a, const struct pl_event *b)
{
	if (a->kind != b->kind || !pl_streq(a->id, b->id) || !same_when(&a->when, &b->when))
		return false;
	for (size_t i = 0; i < a->kind->n_params; i++)
		if (a->values[i].set != b->values[i].set ||
		    !pl_streq(a->values[i].text, b->values[i].text))
			return false;
	return same_expects(a->expects, a->n_expects, b->expects, b->n_expects);
}

static bool same_events(const struct pl_model *a, const struct pl_model *b)
{
	if (a->n_events != b->n_events)
		return false;
	for (size_t i = 0; i < a->n_events; i++)
		if (!same_event(a->events[i], b->events[i]))
			return false;
	return true;
}

static bool same_target(const struct pl_target_def *a, const struct pl_target_def *b)
{
	if (!a || !b)
		return !a && !b;
	return a->availability == b->availability && pl_streq(a->move, b->move) &&
	       a->from == b->from && a->by == b->by && pl_streq(a->release, b->release);
}

static bool same_curve(const struct pl_curve_def *a, const struct pl_curve_def *b)
{
	if (a->preset != b->preset || a->half_life != b->half_life || a->n_points != b->n_points)
		return false;
	for (size_t i = 0; i < a->n_points; i++)
		if (a->points[i].age != b->points[i].age || a->points[i].share != b->points[i].share)
			return false;
	return true;
}

static bool same_segment(const struct pl_segment_def *a, const struct pl_segment_def *b)
{
	return pl_streq(a->name, b->name) && a->share == b->share &&
	       pl_streq(a->strategy, b->strategy) && pl_streq(a->device, b->device) &&
	       same_curve(&a->adoption, &b->adoption) && a->never == b->never &&
	       a->store == b->store && a->seen_every == b->seen_every;
}

static bool same_rollout(const struct pl_rollout_def *a, const struct pl_rollout_def *b)
{
	if (a->preset != b->preset || a->n_stages != b->n_stages || a->pause_for != b->pause_for ||
	    (a->pause_for > 0 && a->pause_at != b->pause_at) || a->halt_at != b->halt_at)
		return false;
	for (size_t i = 0; i < a->n_stages; i++)
		if (a->stages[i].after != b->stages[i].after ||
		    a->stages[i].share != b->stages[i].share)
			return false;
	return true;
}

static bool same_release(const struct pl_release_def *a, const struct pl_release_def *b)
{
	if (!same_event(a->event, b->event) || !pl_streq(a->strategy, b->strategy) ||
	    !pl_streq(a->version, b->version) || a->submit != b->submit ||
	    a->review != b->review || a->n_rejected != b->n_rejected ||
	    !same_rollout(&a->rollout, &b->rollout))
		return false;
	for (size_t i = 0; i < a->n_rejected; i++)
		if (a->rejected[i] != b->rejected[i])
			return false;
	return true;
}

static bool same_minimum(const struct pl_minimum_def *a, const struct pl_minimum_def *b)
{
	return pl_streq(a->version, b->version) && pl_streq(a->strategy, b->strategy) &&
	       a->from == b->from && a->then == b->then;
}

static bool same_fleet(const struct pl_fleet_def *a, const struct pl_fleet_def *b)
{
	if (!a || !b)
		return a == b;
	if (a->users != b->users || !pl_streq(a->version, b->version) ||
	    a->n_segments != b->n_segments || a->n_releases != b->n_releases ||
	    a->n_minimums != b->n_minimums || !pl_streq(a->adoption.file, b->adoption.file))
		return false;
	for (size_t i = 0; i < a->n_segments; i++)
		if (!same_segment(&a->segments[i], &b->segments[i]))
			return false;
	for (size_t i = 0; i < a->n_releases; i++)
		if (!same_release(&a->releases[i], &b->releases[i]))
			return false;
	for (size_t i = 0; i < a->n_minimums; i++)
		if (!same_minimum(&a->minimums[i], &b->minimums[i]))
			return false;
	return true;
}

static bool same_attacks(const struct pl_model *a, const struct pl_model *b)
{
	if (a->n_attacks != b->n_attacks)
		return false;
	for (size_t i = 0; i < a->n_attacks; i++)
		if (a->attacks[i] != b->attacks[i])
			return false;
	return true;
}

const char *models_differ(const struct pl_model *a, const struct pl_model *b)
{
	if (!pl_streq(a->name, b->name) || !pl_streq(a->about, b->about) ||
	    !same_texts(a->tags, a->n_tags, b->tags, b->n_tags) || !pl_streq(a->skip, b->skip) ||
	    !pl_streq(a->known_bad, b->known_bad) || a->focus != b->focus)
		return "name, about, tags or marks";
	if (a->seed != b->seed || a->real_keys != b->real_keys || a->start != b->start ||
	    a->until != b->until)
		return "seed, keys, start or until";
	if (!same_hierarchy(a, b))
		return "the hierarchy";
	if (!same_hosts(a, b))
		return "the hosts";
	if (!same_devices(a, b))
		return "the devices";
	if (!same_strategies(a, b))
		return "the strategies";
	if (!same_attacks(a, b))
		return "the attacks";
	if (!same_fleet(a->fleet, b->fleet))
		return "the fleet";
	if (!same_target(a->target, b->target))
		return "the target";
	if (!same_events(a, b))
		return "the events";
	return same_expects(a->expects, a->n_expects, b->expects, b->n_expects) ? NULL :
		"the expectations over the whole run";
}
