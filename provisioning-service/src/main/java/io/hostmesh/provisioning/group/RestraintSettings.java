package io.hostmesh.provisioning.group;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** {@link Restraint} as the configuration has it. */
@ConfigMapping(prefix = "hostmesh.groups.restraint")
interface RestraintSettings {

    int creationFailures();

    int replacedPercent();

    int updateFailures();

    Duration firstDelay();

    Duration longestDelay();

    Duration settlesAfter();

    Duration arrivesWithin();

    Duration recheck();

    /** Refuses a configuration that says nothing sensible, when the service starts. */
    @ApplicationScoped
    class Reading {

        @Produces
        @Singleton
        Restraint restraint(RestraintSettings settings) {
            Restraint restraint = new Restraint(
                    settings.creationFailures(),
                    settings.replacedPercent(),
                    settings.updateFailures(),
                    new Pace(
                            settings.firstDelay(),
                            settings.longestDelay(),
                            settings.settlesAfter(),
                            settings.arrivesWithin(),
                            settings.recheck()));
            List<String> errors = restraint.errors();
            if (!errors.isEmpty()) {
                throw new ConfigurationException("hostmesh.groups.restraint: expected " + String.join("; ", errors));
            }
            return restraint;
        }
    }
}
