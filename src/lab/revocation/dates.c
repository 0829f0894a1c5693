/* At which seconds does what one can learn of revocation change? */
#include <config.h>

#include "lab/parts.h"

#include "util/text.h"
#include "util/time.h"

struct walk {
	const struct pl_run *run;
	const struct pl_world *world;
	pl_date_visit visit;
	void *arg;
};

static void visit(const struct walk *walk, struct pl_date date)
{
	if (date.at < PL_TIME_MAX)
		pl_date_by_clocks(walk->world, date, walk->visit, walk->arg);
}

/* When the last answer in a revoked certificate's favour no longer serves an attacker. */
static void visit_replay(const struct walk *walk, const struct pl_authority *issuer,
			 const struct pl_revocation *revoked, enum pl_channel channel)
{
	int64_t at = revoked->at + issuer->channels[channel].delay - 1;
	const struct pl_outage *outage;
	struct pl_status last;

	while ((outage = pl_channel_outage(walk->world, issuer, channel, at)))
		at = outage->from - 1;
	last = pl_channel_says(walk->world, issuer, revoked->cert, channel, at);
	if (last.there)
		visit(walk, (struct pl_date){
			.at = last.next_update,
			.cert = revoked->cert,
			.verb = channel == PL_CHANNEL_OCSP
					? "has no OCSP answer left that calls it good"
					: "is on every list that still counts",
		});
}

static void visit_revoked(const struct walk *walk, const struct pl_revocation *revoked)
{
	const struct pl_authority *issuer = pl_world_authority(walk->world, revoked->issuer);

	for (enum pl_channel channel = 0; issuer && channel < PL_CHANNELS; channel++) {
		const struct pl_channel_pace *pace = &issuer->channels[channel];

		if (pace->off)
			continue;
		visit(walk, (struct pl_date){
			.at = revoked->at + pace->delay,
			.cert = revoked->cert,
			.verb = channel == PL_CHANNEL_OCSP ? "is called revoked by OCSP"
							   : "is on the revocation list",
		});
		/* A clock that is ahead is past that issue before there is another. */
		visit(walk, (struct pl_date){
			.at = revoked->at + pace->delay + pace->valid,
			.operator_ = issuer->operator_,
			.verb = "has said so again",
		});
		if (walk->run->n_attacks > 0)
			visit_replay(walk, issuer, revoked, channel);
	}
}

/* The machines that answer for a host: it, and its nodes. */
static size_t servers(const struct pl_host *host)
{
	return 1 + host->n_nodes;
}

static const struct pl_host *server(const struct pl_host *host, size_t at)
{
	return at == 0 ? host : host->nodes[at - 1].host;
}

/* The server hears of it when it asks next. */
static void visit_staple(const struct walk *walk, const struct pl_host *host)
{
	const struct pl_cert *leaf = host->served->full->certs[0];
	const struct pl_revocation *revoked = pl_world_revocation(walk->world, leaf);
	const struct pl_authority *issuer = pl_world_issuer_of(walk->world, leaf);

	if (!revoked || !issuer || issuer->channels[PL_CHANNEL_OCSP].off)
		return;
	visit(walk, (struct pl_date){
		.at = pl_host_asks(walk->world, host, leaf,
				   revoked->at + issuer->channels[PL_CHANNEL_OCSP].delay),
		.cert = leaf,
		.verb = "is called revoked by its staple",
	});
}

/* What a server kept from before an outage ends, and after it there is a new answer. */
static void visit_staple_outage(const struct walk *walk, const struct pl_host *host,
				const struct pl_outage *outage)
{
	const struct pl_cert *leaf = host->served->full->certs[0];
	const struct pl_authority *issuer = pl_world_issuer_of(walk->world, leaf);
	struct pl_status kept;

	if (!issuer || !pl_streq(issuer->operator_, outage->operator_))
		return;
	kept = pl_host_staple(walk->world, host, leaf, outage->until - 1);
	if (kept.there)
		visit(walk, (struct pl_date){
			.at = kept.next_update,
			.cert = leaf,
			.verb = "has a staple that counts no longer",
		});
	visit(walk, (struct pl_date){
		.at = pl_host_asks(walk->world, host, leaf, outage->until),
		.cert = leaf,
		.verb = "has a new staple",
	});
}

/* Who is on the path keeps what was issued before; it serves him while it counts. */
static void visit_last_issues(const struct walk *walk, const struct pl_outage *outage)
{
	enum pl_channel channel =
		outage->what == PL_OUTAGE_OCSP ? PL_CHANNEL_OCSP : PL_CHANNEL_CRL;

	for (size_t i = 0; i < walk->world->n_authorities; i++) {
		const struct pl_authority *issuer = walk->world->authorities[i];
		struct pl_status last;

		if (!pl_streq(issuer->operator_, outage->operator_) || issuer->n_certs == 0)
			continue;
		last = pl_channel_says(walk->world, issuer, issuer->certs[0].cert, channel,
				       outage->from - 1);
		if (last.there)
			visit(walk, (struct pl_date){
				.at = last.next_update,
				.operator_ = issuer->operator_,
				.verb = "has issued nothing that still counts",
			});
	}
}

static void visit_outage(const struct walk *walk, const struct pl_outage *outage)
{
	/* What a CA does not issue changes no verdict by itself; apps fetch their lists at dates
	 * of their own. */
	if (outage->what == PL_OUTAGE_CA || outage->what == PL_OUTAGE_LIST)
		return;
	visit(walk, (struct pl_date){
		.at = outage->until,
		.operator_ = outage->operator_,
		.verb = outage->what == PL_OUTAGE_OCSP ? "answers OCSP again"
						       : "publishes its revocation list again",
	});
	for (size_t i = 0; outage->what == PL_OUTAGE_OCSP && i < walk->world->n_hosts; i++) {
		const struct pl_host *host = walk->world->hosts[i];

		for (size_t k = 0; host->staples && k < servers(host); k++)
			visit_staple_outage(walk, server(host, k), outage);
	}
	if (walk->run->n_attacks > 0)
		visit_last_issues(walk, outage);
}

/* The same issue, in the second in which the servers of a host get it. */
static void visit_asked(const struct walk *walk, const struct pl_host *host,
			const struct pl_authority *issuer, struct pl_date date)
{
	int64_t issued = date.at;

	for (size_t k = 0; host->staples && k < servers(host); k++) {
		const struct pl_cert *leaf = server(host, k)->served->full->certs[0];

		if (pl_world_issuer_of(walk->world, leaf) != issuer)
			continue;
		date.at = pl_host_asks(walk->world, server(host, k), leaf, issued);
		visit(walk, date);
	}
}

/* By a right clock the newest issue always counts; by a wrong one each begins and ends at a
 * second of its own. Only those around now: there is no end of them. */
static void visit_issues(const struct walk *walk, const struct pl_authority *issuer,
			 enum pl_channel channel)
{
	const struct pl_channel_pace *pace = &issuer->channels[channel];
	int64_t newest = walk->world->now - walk->world->now % pace->every;

	for (int64_t at = newest - pace->every; at <= newest + pace->every; at += pace->every) {
		struct pl_date date = {
			.at = at,
			.operator_ = issuer->operator_,
			.verb = channel == PL_CHANNEL_OCSP ? "signs new OCSP answers"
							   : "publishes a new revocation list",
		};

		visit(walk, date);
		for (size_t i = 0; channel == PL_CHANNEL_OCSP && i < walk->world->n_hosts; i++)
			visit_asked(walk, walk->world->hosts[i], issuer, date);
		date.at = at + pace->valid;
		visit(walk, date);
	}
}

/* A clock that an attacker carried to the end of pins reads what is new enough then. */
static void visit_late(const struct walk *walk, const struct pl_authority *issuer, int64_t end)
{
	for (enum pl_channel channel = 0; channel < PL_CHANNELS; channel++) {
		const struct pl_channel_pace *pace = &issuer->channels[channel];
		int64_t oldest = end - pace->valid;

		if (!pace->off && oldest > PL_TIME_MIN)
			visit(walk, (struct pl_date){
				.at = oldest - oldest % pace->every + pace->every,
				.operator_ = issuer->operator_,
				.verb = "has issued what counts at the end of the pins",
			});
	}
}

static void visit_late_rows(const struct walk *walk)
{
	for (size_t i = 0; walk->run->n_attacks > 0 && i < walk->run->n_rows; i++) {
		const struct pl_row *row = walk->run->rows[i];
		const struct pl_device *device = walk->world->devices[row->device_at];

		for (size_t k = 0; k < row->pins->n_rules; k++) {
			int64_t end = pl_client_rule_end(row->client, row->pins,
							 &row->pins->rules[k], device->zone);

			if (end == PL_TIME_NONE || device->revocation == PL_REVOCATION_NONE)
				continue;
			for (size_t a = 0; a < walk->world->n_authorities; a++)
				visit_late(walk, walk->world->authorities[a], end);
		}
	}
}

static bool is_asked(const struct pl_world *world, bool wrong_clock)
{
	for (size_t i = 0; i < world->n_devices; i++)
		if (world->devices[i]->revocation != PL_REVOCATION_NONE &&
		    (!wrong_clock || world->devices[i]->skew != 0))
			return true;
	return false;
}

void pl_revocation_dates(const struct pl_run *run, const struct pl_world *world,
			 pl_date_visit visitor, void *arg)
{
	const struct walk walk = { .run = run, .world = world, .visit = visitor, .arg = arg };

	if (!is_asked(world, false))
		return;
	for (const struct pl_revocation *r = world->revocations; r; r = r->previous)
		visit_revoked(&walk, r);
	for (size_t i = 0; world->revocations && i < world->n_hosts; i++)
		for (size_t k = 0; world->hosts[i]->staples && k < servers(world->hosts[i]); k++)
			visit_staple(&walk, server(world->hosts[i], k));
	for (size_t i = 0; i < world->n_outages; i++)
		visit_outage(&walk, &world->outages[i]);
	visit_late_rows(&walk);
	for (size_t i = 0; is_asked(world, true) && i < world->n_authorities; i++)
		for (enum pl_channel channel = 0; channel < PL_CHANNELS; channel++)
			if (!world->authorities[i]->channels[channel].off)
				visit_issues(&walk, world->authorities[i], channel);
}

/* Issues of one channel during a run; channels of the same pace issue in the same seconds. */
#define ISSUES_MAX 200000

bool pl_revocation_fits(const struct pl_run *run, int64_t target, struct pl_error *err)
{
	const struct pl_model *model = run->model;
	int64_t length = target - model->start;
	char until[PL_TIME_TEXT];

	for (size_t i = 0; is_asked(run->world, true) && i < model->n_operators; i++) {
		const struct pl_operator_def *def = &model->operators[i];

		for (enum pl_channel channel = 0; channel < PL_CHANNELS; channel++) {
			const struct pl_channel_pace *pace = &def->channels[channel];

			if (pace->off || length / pace->every <= ISSUES_MAX)
				continue;
			return pl_error_input(err, def->pos,
					      "%s issues %s too often until %s for a device that "
					      "asks and whose clock is wrong: at most %d times in "
					      "a run; make 'every' longer or the run shorter",
					      def->name, pl_channel_name(channel),
					      pl_time_format_short(target, until), ISSUES_MAX);
		}
	}
	return true;
}
