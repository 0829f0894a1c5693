/* What does a sentence about lab keys say of the real ones? */
#include <config.h>

#include "rehearsal/retell.h"

#include <string.h>

#include "util/mem.h"
#include "util/text.h"

#define DIGEST_LEN 8 /* characters of a digest in a sentence, before its ellipsis */
#define ELLIPSIS "…"

/* The pin of a file that a pin of the lab stands for. */
static const struct pl_pin *real_pin(const struct pl_shadow_map *map, const struct pl_pin *lab)
{
	for (size_t i = 0; i < map->n; i++)
		if (pl_streq(map->pins[i].expression, lab->origin))
			return map->pins[i].pin;
	return NULL;
}

/* "7HIpactk…" at the beginning of a text: its length, or 0. */
static size_t digest_at(const char *text)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	if (strspn(text, letters) != DIGEST_LEN || !pl_starts_with(text + DIGEST_LEN, ELLIPSIS))
		return 0;
	return DIGEST_LEN + strlen(ELLIPSIS);
}

static const struct pl_pin *lab_pin(const struct pl_pinset *lab, const char *text, size_t len)
{
	char digest[PL_PIN_SHORT];

	for (size_t i = 0; i < lab->n; i++)
		if (strlen(pl_pin_short(&lab->pins[i], digest)) == len &&
		    strncmp(digest, text, len) == 0)
			return &lab->pins[i];
	return NULL;
}

/* Of " (DIGEST...)" what is to be said, "" for nothing; `rest` is what follows the digest. */
static void put_digest(struct pl_buf *out, const struct pl_shadow_map *map,
		       const struct pl_pinset *lab, const char *text, size_t len, size_t rest)
{
	const struct pl_pin *of = lab_pin(lab, text, len);
	const struct pl_pin *real = of ? real_pin(map, of) : NULL;
	char digest[PL_PIN_SHORT];

	if (real)
		pl_buf_printf(out, " (%s%.*s)", pl_pin_short(real, digest), (int)rest, text + len);
	else if (of && !of->origin)
		pl_buf_printf(out, " (%.*s)", (int)(len + rest), text);
}

char *pl_shadow_retell(const struct pl_shadow_map *map, const struct pl_pinset *lab,
		       const char *text)
{
	struct pl_buf out = PL_BUF_INIT;

	if (!text)
		return NULL;
	while (*text) {
		size_t len = pl_starts_with(text, " (") ? digest_at(text + 2) : 0;
		size_t rest = len ? strcspn(text + 2 + len, ")") : 0;

		if (len == 0 || text[2 + len + rest] != ')' ||
		    (rest > 0 && !pl_starts_with(text + 2 + len, ", "))) {
			pl_buf_putc(&out, *text++);
			continue;
		}
		put_digest(&out, map, lab, text + 2, len, rest);
		text += len + rest + 3;
	}
	return out.len ? pl_buf_take(&out) : pl_strdup("");
}
