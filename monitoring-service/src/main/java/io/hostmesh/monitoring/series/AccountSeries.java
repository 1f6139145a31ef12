package io.hostmesh.monitoring.series;

/** What the door knows of one account: which of its series are active and how fast it sends. */
final class AccountSeries {

    final ActiveSeries active;
    final SampleRate rate;

    AccountSeries(SeriesLimits limits, long nowMillis) {
        this.active = new ActiveSeries(limits.activeSeries());
        this.rate = new SampleRate(limits.samplesPerSecond(), limits.burstSamples(), nowMillis);
    }
}
