/* What does an app keep between its connections, as a file says it? */
#include <config.h>

#include "scenario/decode.h"

const char *const pl_words_of_first_start[] = { "embedded", "unpinned", "refuse", NULL };
const char *const pl_words_of_on_stale[] = { "refuse", "embedded", NULL };
const char *const pl_words_of_list_channel[] = { "own", "behind-pin", NULL };

_Static_assert(PL_FIRST_EMBEDDED == 0 && PL_FIRST_REFUSE == 2,
	       "pl_words_of_first_start follows enum pl_first_start");
_Static_assert(PL_STALE_REFUSE == 0 && PL_STALE_EMBEDDED == 1,
	       "pl_words_of_on_stale follows enum pl_on_stale");
_Static_assert(PL_LIST_OWN == 0 && PL_LIST_BEHIND_PIN == 1,
	       "pl_words_of_list_channel follows enum pl_list_channel");

static struct pl_memory_def *memory_of(void *target)
{
	return &((struct pl_strategy_def *)target)->memory;
}

void pl_decode_first_start(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	int word = pl_decode_choice(decoder, node, "first-start", pl_words_of_first_start);

	if (word >= 0)
		memory_of(target)->first_start = (enum pl_first_start)word;
}

void pl_decode_on_stale(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	int word = pl_decode_choice(decoder, node, "on-stale", pl_words_of_on_stale);

	if (word >= 0)
		memory_of(target)->on_stale = (enum pl_on_stale)word;
}

void pl_decode_list_channel(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	int word = pl_decode_choice(decoder, node, "list-channel", pl_words_of_list_channel);

	if (word >= 0)
		memory_of(target)->channel = (enum pl_list_channel)word;
}
