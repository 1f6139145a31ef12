package io.hostmesh.monitoring.query;

import io.smallrye.config.ConfigMapping;

/** How much one query may read and answer. */
@ConfigMapping(prefix = "hostmesh.query")
interface QuerySettings {

    /** Points of an answer, of all its series together. */
    int maximumPoints();

    /** Series that a query reads. */
    int maximumSeries();

    /** Series of one metric that matchers choose from. */
    int maximumSeriesLookedAt();

    /** Samples of accounts' series that percentiles are made of, of all of them together. */
    int maximumSamplesRead();

    /** Steps of all series that are read for one that is made of them. */
    int maximumStepsRead();
}
