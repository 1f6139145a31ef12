package io.hostmesh.monitoring.watch;

import io.hostmesh.monitoring.judge.Fleet;

/** A partition of the samples topic that this instance judges. For the judge's thread. */
final class JudgedPartition {

    final int number;
    final Fleet fleet;
    final RuleDesk rules;
    /** The series of accounts, judged by the same rules. */
    final SeriesDesk series;

    /** Records before this offset are in the history already. */
    final long recordFrom;
    /** Records before this offset had their effect already; they only complete the picture. */
    final long judgeFrom;
    /** Series in records before this offset are known from a snapshot; 0 without one. */
    final long knownUntil;
    /** When the last sample was accepted that is known to have been judged, in microseconds. */
    final long judgedUntil;

    long nextOffset;
    /** Up to where what is known was kept, and from when on it may be kept again, in microseconds. */
    long keptOffset = -1;

    long keepFrom;

    JudgedPartition(
            int number,
            Fleet fleet,
            RuleDesk rules,
            SeriesDesk series,
            long recordFrom,
            long judgeFrom,
            long knownUntil,
            long judgedUntil,
            long nextOffset) {
        this.number = number;
        this.fleet = fleet;
        this.rules = rules;
        this.series = series;
        this.recordFrom = recordFrom;
        this.judgeFrom = judgeFrom;
        this.knownUntil = knownUntil;
        this.judgedUntil = judgedUntil;
        this.nextOffset = nextOffset;
    }
}
