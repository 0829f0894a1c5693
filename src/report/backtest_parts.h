/* What the files behind backtest.h share. Nobody else includes this. */
#ifndef PINLAB_REPORT_BACKTEST_PARTS_H
#define PINLAB_REPORT_BACKTEST_PARTS_H

#include "report/backtest.h"

/* What the verdicts rest on, a sentence each; free with pl_sentences_clear. */
struct pl_sentences {
	char **items;
	size_t n, cap;
};
void pl_backtest_grounds(const struct pl_backtest *backtest, struct pl_sentences *out);
void pl_sentences_clear(struct pl_sentences *sentences);

/* What became of one row's first build, as a sentence; appended. */
void pl_backtest_sentence(struct pl_buf *out, const struct pl_backtest *backtest,
			  const struct pl_backtest_row *row);
/* "letsencrypt.org: 13 certificates, served from 2023-09-29 to 2026-06-06". */
void pl_backtest_headline(struct pl_buf *out, const struct pl_backtest *backtest);

/* "3 days", "12 hours": whole days from two on. */
#define PL_LENGTH_TEXT 40
const char *pl_length_short(int64_t seconds, char out[PL_LENGTH_TEXT]);
/* The day alone. */
#define PL_DAY_TEXT 11
const char *pl_day_text(int64_t time, char out[PL_DAY_TEXT]);

#endif
