/*
 * The real past of letsencrypt.org, 2023 to 2026: on every day and for every
 * build before it, the verdict must be the one that follows from a list of
 * digests which other programs made. PINLAB_REAL_CERTS names the folder with
 * index.tsv; nothing here parses a certificate to know what to expect.
 */
#include <config.h>

#include "tests/rehearsal/past.h"
#include "util/file.h"

#define NOON (PL_DAY / 2)

/* A line of the list. */
struct listed {
	char *file, *subject, *issuer, *sha256, *spki;
	int64_t from, to; /* both inclusive */
	bool leaf, root;
};

struct list {
	char *text;
	struct listed *items;
	size_t n, cap;
};

static const char *const columns[] = { "file", "type", "subject", "issuer", "not_before",
				       "not_after", "cert_sha256", "spki_pin" };
enum { FILE_AT, TYPE_AT, SUBJECT_AT, ISSUER_AT, FROM_AT, TO_AT, SHA256_AT, SPKI_AT, COLUMNS };

/* Cuts a line at its tabs; empty cells stay. */
static size_t cut_line(char *line, char **cells, size_t max)
{
	size_t n = 0;

	while (n < max) {
		char *tab = strchr(line, '\t');

		cells[n++] = line;
		if (!tab)
			break;
		*tab = '\0';
		line = tab + 1;
	}
	return n;
}

static void find_columns(char *header, size_t at[COLUMNS])
{
	char *cells[64];
	size_t n = cut_line(header, cells, 64);

	for (size_t i = 0; i < COLUMNS; i++) {
		at[i] = SIZE_MAX;
		for (size_t j = 0; j < n; j++) {
			if (pl_streq(cells[j], columns[i]))
				at[i] = j;
		}
		if (at[i] == SIZE_MAX)
			exit(2);
	}
}

static bool is_wanted(const char *file)
{
	return pl_starts_with(file, "letsencrypt/leaf-letsencrypt.org-") ||
	       pl_starts_with(file, "letsencrypt/int-") || pl_starts_with(file, "letsencrypt/root-isrg-");
}

static void read_list(const char *folder, struct list *list)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	char *path = pl_path_join(folder, "index.tsv"), *rest, *line, *cells[64];
	size_t at[COLUMNS];

	must(pl_file_read(path, 4u << 20, &text, &err), &err);
	list->text = pl_buf_take(&text);
	find_columns(strtok_r(list->text, "\n", &rest), at);
	while ((line = strtok_r(NULL, "\n", &rest)) != NULL) {
		cut_line(line, cells, 64);
		if (!is_wanted(cells[at[FILE_AT]]))
			continue;
		*PL_PUSH(list->items, list->n, list->cap) = (struct listed){
			.file = cells[at[FILE_AT]],
			.subject = cells[at[SUBJECT_AT]],
			.issuer = cells[at[ISSUER_AT]],
			.sha256 = cells[at[SHA256_AT]],
			.spki = cells[at[SPKI_AT]],
			.from = date(cells[at[FROM_AT]]),
			.to = date(cells[at[TO_AT]]),
			.leaf = pl_streq(cells[at[TYPE_AT]], "leaf"),
			.root = pl_streq(cells[at[TYPE_AT]], "root"),
		};
	}
	free(path);
}

/* The newest valid leaf; NULL: none. */
static const struct listed *served(const struct list *list, int64_t time)
{
	const struct listed *found = NULL;

	for (size_t i = 0; i < list->n; i++) {
		const struct listed *item = &list->items[i];

		if (item->leaf && item->from <= time && time <= item->to &&
		    (!found || item->from > found->from))
			found = item;
	}
	return found;
}

/* The issuer of a leaf below a root of that name, if there is such a certificate; NULL: none. */
static const struct listed *issuer_below(const struct list *list, const struct listed *leaf,
					 int64_t time, const char *root)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct listed *item = &list->items[i];

		if (!item->leaf && !item->root && pl_streq(item->subject, leaf->issuer) &&
		    item->from <= time && time <= item->to && strstr(item->issuer, root))
			return item;
	}
	return NULL;
}

static const char *const roots[] = { "CN=ISRG Root X1", "CN=ISRG Root X2" };

/* The issuer's certificate and the root's name, where the server would rather end at `wish`. */
static const struct listed *issuer_of(const struct list *list, const struct listed *leaf,
				      int64_t time, size_t wish, size_t *root)
{
	const struct listed *found = issuer_below(list, leaf, time, roots[wish]);

	*root = found ? wish : 1 - wish;
	return found ? found : issuer_below(list, leaf, time, roots[1 - wish]);
}

/* What a build of one time makes of another: 1 fine, 0 cut off, -1 it depends, -2 not known. */
static int expect(const struct list *list, const char *strategy, int64_t built, int64_t time)
{
	const struct listed *pinned = served(list, built), *now = served(list, time);
	int sum = -2;

	if (!pinned || !now)
		return -2;
	for (size_t wish = 0; wish < PL_ARRAY_LEN(roots); wish++) {
		size_t root_then, root_now;
		const struct listed *then = issuer_of(list, pinned, built, wish, &root_then);
		const struct listed *later = issuer_of(list, now, time, wish, &root_now);
		int fine = 1;

		if (!then || !later)
			exit(2);
		if (pl_streq(strategy, "leaf-spki"))
			fine = pl_streq(pinned->spki, now->spki);
		else if (pl_streq(strategy, "leaf-cert"))
			fine = pl_streq(pinned->sha256, now->sha256);
		else if (pl_streq(strategy, "intermediate-spki"))
			fine = pl_streq(then->spki, later->spki);
		else if (pl_streq(strategy, "intermediate-cert"))
			fine = pl_streq(then->sha256, later->sha256);
		else if (pl_streq(strategy, "root-spki"))
			fine = root_then == root_now;
		sum = sum == -2 || sum == fine ? fine : -1;
	}
	return sum;
}

static int got_at(const struct pl_story *story, int64_t time)
{
	for (size_t i = 0; i < story->n; i++) {
		const struct pl_stretch *stretch = &story->stretches[i];

		if (stretch->from > time || time >= stretch->until)
			continue;
		switch (stretch->lot) {
		case PL_LOT_FINE: return 1;
		case PL_LOT_CUT: return 0;
		case PL_LOT_DEPENDS: return -1;
		case PL_LOT_GAP: return -2;
		default: return -3;
		}
	}
	return -4;
}

struct tally {
	size_t cells, wrong, fine, cut, depends;
};

static void compare(const struct list *list, const char *strategy, int64_t built, int64_t time,
		    const struct pl_story *story, struct tally *tally)
{
	int want = expect(list, strategy, built, time), got = got_at(story, time);
	char a[PL_TIME_TEXT], b[PL_TIME_TEXT];

	tally->cells++;
	tally->fine += want == 1;
	tally->cut += want == 0;
	tally->depends += want == -1;
	if (want != got && tally->wrong++ == 0)
		tap_note("%s built %s, on %s: wanted %d, got %d", strategy,
			 pl_time_format(built, a), pl_time_format(time, b), want, got);
}

static void check_row(const struct list *list, const struct pl_backtest *backtest, size_t row)
{
	const char *strategy = backtest->rows[row].subject->name;
	struct tally tally = { 0 };

	for (size_t day = 0; day < backtest->days; day++) {
		int64_t built = pl_backtest_day(backtest, day);
		struct pl_fate fate;

		if (pl_backtest_fate(backtest, &backtest->rows[row], built, &fate) !=
		    (served(list, built) != NULL)) {
			tally.wrong++;
			continue;
		}
		for (size_t later = day + 1; served(list, built) && later + 1 < backtest->days; later++)
			compare(list, strategy, built, pl_backtest_day(backtest, later) + NOON, fate.story,
				&tally);
	}
	tap_ok(tally.wrong == 0 && tally.cells > 100000, "%s: %zu builds and days agree with the list",
	       strategy, tally.cells);
	tap_note("%zu fine, %zu cut off, %zu depend, %zu wrong", tally.fine, tally.cut, tally.depends,
		 tally.wrong);
}

static void add_files(struct past *past, const char *folder, const struct list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		char *path = pl_path_join(folder, list->items[i].file);
		struct pl_error err = PL_ERROR_INIT;
		struct pl_cert_list certs = { 0 };
		struct pl_buf text = PL_BUF_INIT;

		must(pl_file_read(path, PL_CERT_FILE_MAX, &text, &err), &err);
		must(pl_certs_parse(pl_engine_pki(past->engine), path,
				    (struct pl_bytes){ (const uint8_t *)text.data, text.len }, &certs, &err), &err);
		past_add(past, certs.items, certs.n, path, PL_HISTORY_PAST);
		pl_cert_list_clear(&certs);
		pl_buf_clear(&text);
		free(path);
	}
}

static void check_all(const char *folder)
{
	char *names[] = { (char[]){ "leaf-cert" }, (char[]){ "leaf-spki" },
			  (char[]){ "intermediate-cert" }, (char[]){ "intermediate-spki" },
			  (char[]){ "root-spki" }, (char[]){ "none" }, NULL };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_subjects subjects = { 0 };
	struct pl_backtest *backtest;
	struct list list = { 0 };
	struct past past;

	read_list(folder, &list);
	past_init(&past);
	add_files(&past, folder, &list);
	past_settle(&past);
	tap_text(past.history->host, "letsencrypt.org", "the host is the name that most cover");
	tap_int((long long)past.history->n, 13, "its certificates");
	must(pl_subjects_built_in(&subjects, names, &err), &err);
	backtest = pl_backtest_run(past.engine, past.history, &subjects, &err);
	must(backtest != NULL, &err);
	for (size_t i = 0; i < backtest->n_rows; i++)
		check_row(&list, backtest, i);
	pl_backtest_free(backtest);
	pl_subjects_clear(&subjects);
	past_clear(&past);
	free(list.items);
	free(list.text);
}

int main(void)
{
	const char *folder = getenv("PINLAB_REAL_CERTS");
	char *index = folder ? pl_path_join(folder, "index.tsv") : NULL;

	if (index && pl_exists(index))
		check_all(folder);
	else
		tap_skip("the real past", "PINLAB_REAL_CERTS names no folder with index.tsv");
	free(index);
	pl_pki_shutdown();
	return tap_done();
}
