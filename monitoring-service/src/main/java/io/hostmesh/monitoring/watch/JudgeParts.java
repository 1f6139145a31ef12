package io.hostmesh.monitoring.watch;

import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.alert.OpenAlerts;
import io.hostmesh.monitoring.history.SampleHistory;
import io.hostmesh.monitoring.history.SamplePartitions;
import io.hostmesh.monitoring.history.SampleRecorder;
import io.hostmesh.monitoring.ingest.SampleLog;
import io.hostmesh.monitoring.membership.Membership;
import io.hostmesh.monitoring.ruleset.RuleSettings;
import io.hostmesh.monitoring.ruleset.Rules;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.Dependent;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the judge works with. */
@Dependent
class JudgeParts {

    final Findings findings;
    final JudgedPartitions partitions;
    final Transactions transactions;
    final OpenAlerts openAlerts;
    final Membership membership;
    final Rules rules;
    final RuleSettings ruleSettings;
    final RuleStandings standings;
    final JudgeSnapshots snapshots;
    final SeriesDesks seriesDesks;
    final SampleRecorder recorder;
    final SampleHistory history;
    final SamplePartitions historyPartitions;
    final Prober prober;
    final SampleLog log;
    final Clock clock;
    final MeterRegistry meters;
    final WatchConfiguration configuration;
    final Duration flushInterval;
    final Duration evidenceWindow;
    final int maximumPendingSamples;

    JudgeParts(
            Findings findings,
            JudgedPartitions partitions,
            Transactions transactions,
            OpenAlerts openAlerts,
            Membership membership,
            Rules rules,
            RuleSettings ruleSettings,
            RuleStandings standings,
            JudgeSnapshots snapshots,
            SeriesDesks seriesDesks,
            SampleRecorder recorder,
            SampleHistory history,
            SamplePartitions historyPartitions,
            Prober prober,
            SampleLog log,
            Clock clock,
            MeterRegistry meters,
            WatchConfiguration configuration,
            @ConfigProperty(name = "hostmesh.history.flush-interval") Duration flushInterval,
            @ConfigProperty(name = "hostmesh.history.evidence-window") Duration evidenceWindow,
            @ConfigProperty(name = "hostmesh.history.maximum-pending-samples") int maximumPendingSamples) {
        this.findings = findings;
        this.partitions = partitions;
        this.transactions = transactions;
        this.openAlerts = openAlerts;
        this.membership = membership;
        this.rules = rules;
        this.ruleSettings = ruleSettings;
        this.standings = standings;
        this.snapshots = snapshots;
        this.seriesDesks = seriesDesks;
        this.recorder = recorder;
        this.history = history;
        this.historyPartitions = historyPartitions;
        this.prober = prober;
        this.log = log;
        this.clock = clock;
        this.meters = meters;
        this.configuration = configuration;
        this.flushInterval = flushInterval;
        this.evidenceWindow = evidenceWindow;
        this.maximumPendingSamples = maximumPendingSamples;
    }
}
