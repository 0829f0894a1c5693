/* Can an app keep between its connections what its strategy says? */
#include <config.h>

#include "lab/model.h"

#include "lab/expression.h"
#include "lab/model/check.h"
#include "lab/state.h"

/* What is shown can be kept; what the world holds beside it cannot. */
static bool can_be_shown(const char *text)
{
	struct pl_error ignored = PL_ERROR_INIT;
	struct pl_expression expression;
	bool read = pl_expression_parse(text, (struct pl_pos){ 0 }, &expression, &ignored);

	pl_error_clear(&ignored);
	return !read || expression.source == PL_SOURCE_LEAF ||
	       expression.source == PL_SOURCE_ISSUER || expression.source == PL_SOURCE_ROOT;
}

static void check_first_use(const struct pl_checker *checker, const struct pl_strategy_def *def)
{
	for (size_t i = 0; i < def->n_backups; i++)
		if (!can_be_shown(def->backups[i]))
			pl_errors_input(checker->errors, def->backup_pos[i],
					"%s keeps what it is shown first, and nobody shows it %s; "
					"leave it out",
					def->name, def->backups[i]);
}

static void check_list(const struct pl_checker *checker, const struct pl_strategy_def *def)
{
	char refresh[PL_DURATION_TEXT], fresh[PL_DURATION_TEXT];

	if (pl_list_fresh_for(def) <= pl_list_refresh(def))
		pl_errors_input(checker->errors, def->pos,
				"%s fetches its list every %s and drops it after %s, so it is "
				"without one in between; make refresh shorter or fresh-for longer",
				def->name, pl_duration_words(pl_list_refresh(def), refresh),
				pl_duration_words(pl_list_fresh_for(def), fresh));
}

/* Keys that say something about a list that is never fetched. */
static void check_no_list(const struct pl_checker *checker, const struct pl_strategy_def *def)
{
	const struct pl_memory_def *memory = &def->memory;

	if (memory->fresh_for == 0 && memory->rollback_protection &&
	    memory->first_start == PL_FIRST_EMBEDDED && memory->on_stale == PL_STALE_REFUSE &&
	    memory->channel == PL_LIST_OWN)
		return;
	pl_errors_input(checker->errors, def->pos,
			"%s fetches no pin list, so that nothing can be said about one; add "
			"refresh: 1d, or remove fresh-for, rollback-protection, first-start, "
			"on-stale and list-channel",
			def->name);
}

void pl_check_memory(const struct pl_checker *checker, const struct pl_strategy_def *def)
{
	enum pl_remembers what = pl_strategy_remembers(def);

	if (what == PL_REMEMBERS_FIRST_USE)
		check_first_use(checker, def);
	if (what == PL_REMEMBERS_LIST)
		check_list(checker, def);
	else
		check_no_list(checker, def);
	if (def->memory.refresh > 0 && what != PL_REMEMBERS_LIST)
		pl_errors_input(checker->errors, def->pos,
				"%s keeps what it sees and fetches no list; remove refresh",
				def->name);
	if (def->memory.refetch && what != PL_REMEMBERS_FIRST_USE)
		pl_errors_input(checker->errors, def->pos,
				"%s does not pin what it sees first, so it has nothing to "
				"refetch; write as: tofu, or remove refetch",
				def->name);
	if (def->memory.session_tickets > PL_TICKET_MAX)
		pl_errors_input(checker->errors, def->pos,
				"%s resumes sessions for longer than a ticket lives, which is 7 "
				"days at most (RFC 8446, 4.6.1); make session-tickets 7d or less",
				def->name);
}
