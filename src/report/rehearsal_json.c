/* What is a rehearsal to a program? */
#include <config.h>

#include "report/rehearsal.h"

#include <stdlib.h>

#include "data/json.h"
#include "util/mem.h"
#include "util/time.h"

static void put_lane(struct pl_json *json, const struct pl_rehearsal *of, const struct pl_lane *lane)
{
	char *host = pl_rehearsal_host_words(of, lane->host);
	bool broken = lane->at != PL_TIME_NONE;
	const struct pl_standard *events;
	size_t n;

	events = pl_standard_events(&n);
	pl_json_object(json, NULL);
	pl_json_text(json, "strategy", lane->strategy);
	pl_json_text(json, "host", host);
	pl_json_text(json, "id", lane->host);
	pl_json_text(json, "today", pl_state_info(lane->today)->name);
	pl_json_time(json, "cutOff", lane->at);
	if (broken) {
		pl_json_int(json, "daysLeft", (lane->at - of->input->at) / PL_DAY);
		pl_json_text(json, "reason", pl_reason_info(lane->reason)->name);
		pl_json_bool(json, "byPins", lane->by_pins);
		pl_json_text(json, "event", lane->event);
		pl_json_text(json, "why", lane->why);
		pl_json_text(json, "fix", lane->fix);
		pl_json_text(json, "knownPins", lane->known_pins);
		pl_json_time(json, "returns", lane->returns);
	}
	pl_json_int(json, "breaksIn", (int64_t)lane->broken);
	pl_json_text(json, "breaksWith", lane->broken_in);
	pl_json_time(json, "unenforced", lane->unenforced);
	pl_json_object(json, "standard");
	for (size_t i = 0; i < n; i++)
		if (lane->standard[i] >= 0)
			pl_json_text(json, events[i].name,
				     pl_state_info((enum pl_state)lane->standard[i])->name);
	pl_json_end(json);
	pl_json_end(json);
	free(host);
}

static void put_pin(struct pl_json *json, const struct pl_rehearsal *of,
		    const struct pl_shadow_pin *pin)
{
	pl_json_object(json, NULL);
	pl_json_text(json, "strategy", of->input->pins[pin->file].name);
	pl_json_text(json, "file", pin->pin->pos.file);
	pl_json_int(json, "line", pin->pin->pos.line);
	pl_json_text(json, "pin", pin->pin->spelling);
	pl_json_bool(json, "backup", pin->pin->backup);
	pl_json_text(json, "is", pl_shadow_kind_name(pin->kind));
	pl_json_text(json, "certificate", pin->cert ? pin->cert->subject : NULL);
	pl_json_time(json, "until", pin->cert ? pin->cert->not_after : PL_TIME_NONE);
	pl_json_text(json, "ca", pin->ca ? pin->ca->common_name : NULL);
	pl_json_text(json, "expression", pin->expression);
	pl_json_end(json);
}

static void put_date(struct pl_json *json, const struct pl_future_date *date)
{
	pl_json_object(json, NULL);
	pl_json_time(json, "at", date->at);
	pl_json_bool(json, "latest", date->latest);
	pl_json_text(json, "what", date->text);
	pl_json_text(json, "origin", pl_origin_name(date->origin));
	pl_json_text(json, "source", date->source);
	pl_json_bool(json, "simulated", date->simulated);
	pl_json_end(json);
}

static void put_notes(struct pl_json *json, const struct pl_shadow_map *map)
{
	pl_json_array(json, "inputs");
	for (size_t i = 0; i < map->n_notes; i++) {
		pl_json_object(json, NULL);
		pl_json_text(json, "origin", pl_origin_name(map->notes[i].origin));
		pl_json_text(json, "what", map->notes[i].text);
		pl_json_end(json);
	}
	pl_json_end(json);
}

void pl_rehearsal_json(struct pl_buf *out, const struct pl_rehearsal *rehearsal)
{
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	pl_json_text(json, "pinlab", PACKAGE_VERSION);
	pl_json_text(json, "facts", pl_facts_edition(rehearsal->input->facts));
	pl_json_int(json, "format", 1);
	pl_json_time(json, "at", rehearsal->input->at);
	pl_json_time(json, "until", rehearsal->future.until);
	pl_json_array(json, "runway");
	for (size_t i = 0; i < rehearsal->runway.n; i++)
		put_lane(json, rehearsal, &rehearsal->runway.lanes[i]);
	pl_json_end(json);
	pl_json_array(json, "variants");
	for (size_t i = 0; i < rehearsal->future.n; i++)
		pl_json_text(json, NULL, rehearsal->future.variants[i].name);
	pl_json_end(json);
	pl_json_array(json, "pins");
	for (size_t i = 0; i < rehearsal->map.n; i++)
		put_pin(json, rehearsal, &rehearsal->map.pins[i]);
	pl_json_end(json);
	pl_json_array(json, "calendar");
	for (size_t i = 0; i < rehearsal->future.n_dates; i++)
		put_date(json, &rehearsal->future.dates[i]);
	pl_json_end(json);
	put_notes(json, &rehearsal->map);
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
}
