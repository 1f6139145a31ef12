package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.monitoring.label.StorableText;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A step in the history of an alert. */
@Entity
@Table(name = "alert_transition")
class AlertTransition {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    String alertId = "";

    String transition = "";

    String because = "";

    /** JSON of {@link Measurement}. */
    @Nullable
    String measurement;

    /** JSON of the contracts' series: the samples that made it so. */
    String samples = "[]";

    Instant at = Instant.EPOCH;

    AlertTransition() {}

    AlertTransition(String alertId, String transition, String because, @Nullable String measurement, Instant at) {
        this.alertId = alertId;
        this.transition = transition;
        this.because = StorableText.of(because);
        this.measurement = measurement;
        this.at = at;
    }

    AlertTransition withSamples(String json) {
        this.samples = json;
        return this;
    }
}
