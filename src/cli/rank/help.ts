export const help = `xuefa rank EXAM [--publication N | --preview] [--category NAME] [--out FILE.csv|FILE.xlsx] [--json]

The unit ranking of an exam. Without a flag the newest publication; when nothing is published, computed now from the
answers, which is said on standard error and by "source": "preview".

EXAM           the number of an exam, its exact title, or "latest"
--publication  that published version, as it was published
--preview      computed now from the answers of submitted attempts and the key amendments so far; keeps nothing
--category     units of one category only; "totals" are then those of the category
--out          also writes the table as CSV (UTF-8 with BOM) or .xlsx

Who counts (each person once, in the unit of the exam's snapshot, rolled up to its reporting unit):
  valid attempt   submitted (by the candidate or by the clock), not voided, at least one answer. Attempts without any
                  answer count only when the publication said so ("blank": "sat").
  sat             required or deferred persons with a valid attempt
  deferred        deferred persons without one; absent: required persons without one
  required        = sat + absent + deferred
  exempt          exempt persons without a valid attempt; with one they count as voluntary, outside all rates
  voluntary       voluntary persons, and exempt ones who sat; voluntarySat: those of them with a valid attempt
  roster          = required + exempt + voluntary
  blank           required or deferred persons who handed in nothing but attempts without any answer
Points of a person: of the best, last or first valid attempt ("counts"); an excluded item counts 0 of 0.

Formulas (integers only; rates and marks are strings with two decimals, half up; null when divided by nobody):
  participationRate  sat / required, percent
  sum                sum of the points of those who sat, in hundredths of a mark
  average            sum / sat (basis "sat") or sum / required (basis "required"); cut, not rounded, where rounding would
                     show a line the exact value misses (89.995 prints "89.99"); null when nobody sat
  averageExact       the same as { numerator: sum in hundredths, denominator: persons }
  passRate, goodRate, excellentRate   persons who sat and reached the line / sat, percent, each including the better ones
  goodShare, passShare                share of that band alone / sat, percent
  passed, good, excellentPersons, fullMarks   such persons; fullMarks: all points of the attempt's paper
  highest, lowest    marks of one person who sat
  excellent          unit: sum >= line x persons, sat/required >= minParticipation, and sat >= minSat, all inclusive
  rank               within the category, 1 2 2 4: average, then participationRate, then excellentRate, then fullMarks,
                     compared exactly; equals are listed in official order. rankOverall: in the whole district
  unranked           why rank is null: nobodyRequired, nobodySat, or fewSat (sat < minSat)

JSON: { "exam": { id, title }, "source": "publication" | "preview", "publication": { no, at, reason, hash, runId } | null,
  "runId", "basis", "counts", "blank", "lines": { pass, good, excellent, excellentUnit },
  "conditions": { minSat, minParticipation: { numerator, denominator } }, "category", "openAttempts",
  "totals": { FIGURES, units, unitsSat, excellentUnits }, "categories": [{ category, ranked, FIGURES }],
  "units": [{ code, unit, shortName, category, FIGURES, excellent, rank, rankOverall, unranked }] }
refused: { "refused": notFound | noPublication | noCategory }
FIGURES: required sat absent exempt deferred voluntary roster voluntarySat blank participationRate average averageExact sum
  passRate goodRate excellentRate goodShare passShare passed good excellentPersons fullMarks highest lowest
Units stand by category in official order, within it by rank, unranked last. District totals are by person.

Exit 0 done, 1 refused (no such exam, publication or category), 2 usage.`;
