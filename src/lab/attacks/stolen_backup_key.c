/* stolen-backup-key: another operator certifies the host's backup key for the attacker. */
#include <config.h>

#include "lab/attacks/parts.h"
#include "util/text.h"

static bool answer_with(struct pl_engine *engine, const struct pl_world *world,
			const struct pl_host *host, struct pl_key *key, bool earlier_theft,
			struct pl_forgeries *out, struct pl_error *err)
{
	struct pl_answer answer;

	pl_answer_init(&answer, engine, world, host, err);
	if (!pl_answer_other_operator(&answer, key)) {
		pl_answer_drop(&answer);
		return false;
	}
	pl_answer_finish(&answer, earlier_theft, out);
	return true;
}

/* Until the server loads it, a key that was the backup is still the one that apps know as such. */
static const struct pl_issuance *staged_backup(const struct pl_host *host)
{
	return host->staged && host->staged->from_backup ? host->staged : NULL;
}

static bool is_todays(const struct pl_host *host, const struct pl_key *key)
{
	return key == host->backup_key || (staged_backup(host) && key == staged_backup(host)->key);
}

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	const struct pl_issuance *staged = staged_backup(host);

	if (!host->backup_key)
		return pl_error_input(err, (struct pl_pos){ 0 },
				      "stolen-backup-key: %s has no backup key", host->id);
	if (!answer_with(engine, world, host, host->backup_key, false, out, err))
		return false;
	if (staged && !answer_with(engine, world, host, staged->key, false, out, err))
		return false;
	for (size_t i = 0; i < world->n_stolen; i++) {
		const struct pl_stolen *theft = &world->stolen[i];

		if (theft->what == PL_STOLEN_BACKUP && theft->key &&
		    pl_streq(theft->of, host->id) && !is_todays(host, theft->key) &&
		    !answer_with(engine, world, host, theft->key, true, out, err))
			return false;
	}
	return true;
}

const struct pl_attack pl_attack_stolen_backup_key = {
	.name = "stolen-backup-key",
	.letter = "g",
	.summary = "a certificate of another operator over the host's backup key",
	.about = "The key that was made ahead leaked, and some authority certifies it for the "
		 "attacker. Every app that pins the backup falls for it, though the host never "
		 "used it.",
	.forge = forge,
};
