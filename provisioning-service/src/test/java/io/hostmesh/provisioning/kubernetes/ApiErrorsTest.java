package io.hostmesh.provisioning.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.RefusedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ApiErrorsTest {

    private static String said(int code, String message) {
        Status status = new StatusBuilder().withCode(code).withMessage(message).build();
        return text(explain("create", "pods", new KubernetesClientException(status)));
    }

    private static DriverException explain(String verb, String resource, KubernetesClientException failure) {
        return ApiErrors.explain(verb, resource, "place", failure);
    }

    private static String text(DriverException exception) {
        return Objects.requireNonNull(exception.getMessage());
    }

    @Test
    void shouldNameTheMissingPermissionAndWhoNeedsIt() {
        assertEquals(
                "could not create pods in namespace place: this needs a Role with the verb create on pods, bound in"
                        + " namespace place to who asked (403), who is system:serviceaccount:hostmesh:provisioning",
                said(
                        403,
                        "pods is forbidden: User \"system:serviceaccount:hostmesh:provisioning\" cannot create resource"
                                + " \"pods\" in API group \"\" in the namespace \"place\""));
    }

    @Test
    void shouldTellAQuotaFromAPermission() {
        assertTrue(said(403, "pods \"a\" is forbidden: exceeded quota: compute, requested: requests.cpu=1")
                .endsWith("the namespace's quota is used up (403): compute, requested: requests.cpu=1"));
        assertTrue(said(403, "pods \"a\" is forbidden: violates PodSecurity \"restricted:latest\": runAsNonRoot")
                .contains("does not admit such Pods (403): \"restricted:latest\""));
        assertTrue(said(403, "unable to create new content in namespace place because it is being terminated")
                .endsWith("the namespace is being deleted (403)"));
    }

    @Test
    void shouldTellWhatIsAboutOneObjectFromWhatIsAboutTheLocation() {
        assertTrue(refused(400, "admission webhook \"size\" denied the request: too large"));
        assertTrue(refused(422, "Pod \"a\" is invalid"));
        assertTrue(refused(403, "pods \"a\" is forbidden: exceeded quota: compute, requested: requests.cpu=1"));
        assertTrue(refused(403, "pods \"a\" is forbidden: maximum cpu usage per Container is 1, but limit is 2"));
        assertTrue(refused(403, "pods \"a\" is forbidden: violates PodSecurity \"restricted:latest\""));
        assertFalse(refused(401, "Unauthorized"));
        assertFalse(refused(403, "pods is forbidden: User \"a\" cannot create resource \"pods\""));
        assertFalse(refused(403, "pods \"a\" is forbidden: not yet ready to handle request"));
        assertFalse(refused(404, "namespaces \"place\" not found"));
        assertFalse(refused(429, "too many requests"));
        assertFalse(refused(503, "etcd is away"));
    }

    private static boolean refused(int code, String message) {
        Status status = new StatusBuilder().withCode(code).withMessage(message).build();
        return explain("create", "pods", new KubernetesClientException(status)) instanceof RefusedException;
    }

    @Test
    void shouldSayWhatIsWrongWithAnObject() {
        Status status = new StatusBuilder()
                .withCode(422)
                .withNewDetails()
                .addNewCause("spec.nodeSelector", "must be a label", "FieldValueInvalid")
                .endDetails()
                .build();
        assertTrue(text(explain("create", "pods", new KubernetesClientException(status)))
                .endsWith("the API server does not take it (422): spec.nodeSelector: must be a label"));
    }

    @Test
    void shouldRepeatNothingOfASecret() {
        Status status = new StatusBuilder()
                .withCode(422)
                .withMessage("Secret \"a\" is invalid: data[KEY]: Invalid value: \"hunter2\"")
                .withNewDetails()
                .addNewCause("data[hunter2]", "hunter2 is not allowed", "FieldValueInvalid")
                .endDetails()
                .build();
        DriverException invalid = explain("create", "secrets", new KubernetesClientException(status));
        assertFalse(text(invalid).contains("hunter2"), text(invalid));
        assertNull(invalid.getCause());
        Status failed =
                new StatusBuilder().withCode(500).withMessage("boom hunter2").build();
        assertFalse(text(explain("create", "secrets", new KubernetesClientException(failed)))
                .contains("hunter2"));
    }

    @Test
    void shouldSayWhyThereIsNoAnswer() {
        assertTrue(unanswered(new ConnectException("refused")).contains("does not take connections"));
        assertTrue(unanswered(new UnknownHostException("k8s.example")).contains("name is not known here: k8s.example"));
        assertTrue(unanswered(new HttpTimeoutException("late")).contains("did not answer in time"));
        assertTrue(said(401, "Unauthorized").contains("credentials (401)"));
        assertTrue(said(404, "namespaces \"place\" not found").contains("does the namespace place exist?"));
        assertTrue(said(503, "etcd is away").endsWith("the API server failed (503): etcd is away"));
    }

    private static String unanswered(IOException cause) {
        return text(explain(
                "get", "pods", new KubernetesClientException("An error has occurred.", new IOException(cause))));
    }

    @Test
    void shouldBoundWhatItRepeats() {
        assertTrue(said(500, "x".repeat(10_000)).length() < 1000);
    }
}
