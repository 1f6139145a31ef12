package io.hostmesh.monitoring.received;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** The bounds of what is received. */
@ConfigMapping(prefix = "hostmesh.received")
interface ReceivedSettings {

    /** Alerts in one delivery. */
    int maximumAlerts();

    /** Labels of an alert, and as many annotations. */
    int maximumLabels();

    /** Characters in the name of a label or an annotation. */
    int maximumNameCharacters();

    /** Characters in the value of a label. */
    int maximumLabelCharacters();

    /** Characters in all annotations of an alert together, their names among them. */
    int maximumAnnotationCharacters();

    /** Characters in the address of where an alert was judged; a longer one is not kept. */
    int maximumUrlCharacters();

    /** Alerts of an account that go on at the same time; one more is refused. */
    int maximumFiringPerAccount();

    /** How long an alert goes on that was posted without an end and is not repeated. */
    Duration resolveTimeout();

    /** The same for an alert of a webhook, which repeats it at the repeat_interval of its route only. */
    Duration webhookResolveTimeout();

    /** How long an alert that is over is remembered, so that a late repetition does not open it again. */
    Duration remember();

    /** How often is looked for those that were not repeated. */
    Duration poll();

    /** How many of those are ended in one transaction. */
    int endsAtOnce();
}
