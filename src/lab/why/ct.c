/* What do logs, monitors and CAA records change about a verdict? */
#include <config.h>

#include "lab/why/parts.h"

#include "lab/ct.h"
#include "util/text.h"
#include "util/time.h"

void pl_say_not_issued(struct pl_buf *out, const struct pl_facts *facts)
{
	pl_buf_printf(out,
		      "The attacker asks for a certificate for %s, and the CA that he asks does "
		      "not issue it: %s. All that is left to him is one that he signed himself, and "
		      "the app refuses it.",
		      facts->host->names[0], facts->outcome->detail);
}

void pl_say_detection(struct pl_buf *out, const struct pl_facts *facts)
{
	char after[PL_DURATION_TEXT], at[PL_TIME_TEXT];
	int64_t seen = pl_step_detected(facts->run, facts->step, facts->row_index,
					(size_t)facts->attack_index);

	if (facts->outcome->state != PL_STATE_DETECTED)
		return;
	pl_buf_printf(out,
		      " But his certificate stands in public logs, which somebody reads for this "
		      "host: its owner knows %s after it was issued at the latest, on %s.",
		      pl_duration_words(facts->outcome->detected_after, after),
		      pl_time_format_short(seen, at));
}

void pl_say_stale_list(struct pl_buf *out, const struct pl_facts *facts)
{
	char day[PL_DAY_TEXT];

	if (!(facts->outcome->notes & PL_NOTE_CT_STALE))
		return;
	pl_buf_printf(out, "; %s asks for no timestamps of logs, for ", facts->device->name);
	if (facts->device->log_list == PL_TIME_NONE)
		pl_buf_puts(out, "by its clock today's list of logs is an old one");
	else
		pl_buf_printf(out, "its list of logs is of %s",
			      pl_day(facts->device->log_list, day));
}

/* How many timestamps the leaf would get if it were issued now. */
void pl_fix_ct(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_host *host = facts->host;
	size_t logs[PL_LOGS_MAX], n;

	if (facts->outcome->reason != PL_REASON_CT_MISSING || !facts->world->ct)
		return;
	n = pl_logs_choose(facts->world, facts->world->ct->facts, NULL, 0, host->lifetime, logs);
	if (out->len)
		pl_buf_putc(out, ' ');
	if (n == 0) {
		pl_buf_puts(out, "No log takes entries now, so no new certificate helps.");
		return;
	}
	pl_buf_printf(out, "A new certificate, sent to %s", n == 1 ? "the log " : "the logs ");
	for (size_t i = 0; i < n; i++)
		pl_buf_printf(out, "%s%s", i == 0 ? "" : i + 1 == n ? " and " : ", ",
			      facts->world->ct->logs[logs[i]].name);
	pl_buf_puts(out, ", would carry what is missing.");
}
