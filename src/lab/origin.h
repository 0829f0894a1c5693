/* Where a number comes from, so that a preset never passes as somebody's data. */
#ifndef PINLAB_LAB_ORIGIN_H
#define PINLAB_LAB_ORIGIN_H

enum pl_origin {
	PL_ORIGIN_MEASURED, /* read from a file of measurements, or a real certificate */
	PL_ORIGIN_WRITTEN,  /* the author's own word */
	PL_ORIGIN_PRESET,   /* a dated fact of the edition, or a curve by name */
	PL_ORIGIN_ASSUMED,  /* nobody said it */
	PL_ORIGINS
};
const char *pl_origin_name(enum pl_origin origin); /* "measured", "written", "preset", "assumed" */

#endif
