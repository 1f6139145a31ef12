package io.hostmesh.provisioning.driver;

/**
 * Makes drivers of one kind. A driver's package has one, as a bean, and reads its own settings of a location below
 * {@code hostmesh.locations.<id>.<name>}.
 */
public interface DriverFactory {

    /** What a location names it by, for example {@code process}. */
    String name();

    /**
     * Makes the driver of a location. A driver that is {@link AutoCloseable} is closed when the service stops.
     *
     * @throws IllegalStateException if the location's settings do not do, with what would
     */
    Driver make(String locationId);
}
