/* In which words do titles name what an event is about, and when does a certificate end? */
#include <config.h>

#include "lab/parts.h"

#include <stdio.h>

#include "util/time.h"

const char *pl_event_of(const struct pl_event *event, const char *param, char out[PL_EVENT_OF])
{
	const char *text = pl_event_text(event, param);

	snprintf(out, PL_EVENT_OF, "%s%s", text ? " " : "", text ? text : "");
	return out;
}

const char *pl_key_words(const struct pl_value *key, char out[PL_EVENT_OF])
{
	static const char *const words[] = {
		[PL_KEY_SAME] = "the same key",
		[PL_KEY_NEW] = "a new key",
		[PL_KEY_BACKUP] = "the backup key",
	};

	if (key->num == PL_KEY_ALGORITHM)
		snprintf(out, PL_EVENT_OF, "a new %s key", key->text);
	else
		snprintf(out, PL_EVENT_OF, "%s", words[key->num]);
	return out;
}

bool pl_change_expiry(struct pl_change *change, const struct pl_cert *cert, int64_t *until,
		      struct pl_error *err)
{
	char date[PL_TIME_TEXT];

	if (cert->not_after < change->world->now)
		return pl_error_input(err, change->pos, "%s has expired already, after %s",
				      pl_cert_label(cert), pl_time_format(cert->not_after, date));
	if (cert->not_after == PL_TIME_MAX)
		return pl_error_input(err, change->pos, "%s does not expire before the year 10000",
				      pl_cert_label(cert));
	*until = cert->not_after + 1;
	return true;
}
