package io.hostmesh.provisioning.docker;

import java.io.IOException;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Certificates for an engine that listens on the loopback address, for one client it knows and one it does not. */
record TestCertificates(Path folder, int port) implements AutoCloseable {

    private record Party(KeyPair keys, X509Certificate certificate) {

        X500Name name() {
            return new X500Name(certificate.getSubjectX500Principal().getName());
        }
    }

    static TestCertificates make() throws IOException, GeneralSecurityException, OperatorCreationException {
        Path folder = Files.createTempDirectory("hm-certificates");
        Party authority = party("authority", null);
        write(folder.resolve("engine"), authority, party("localhost", authority));
        write(folder.resolve("client"), authority, party("hostmesh", authority));
        write(folder.resolve("late"), authority, party("hostmesh", authority, Duration.ofMinutes(-1)));
        write(folder.resolve("stranger"), authority, party("stranger", party("another authority", null)));
        try (ServerSocket free = new ServerSocket(0)) {
            return new TestCertificates(folder, free.getLocalPort());
        }
    }

    private static Party party(String name, @Nullable Party issuer)
            throws GeneralSecurityException, OperatorCreationException {
        return party(name, issuer, Duration.ofHours(1));
    }

    private static Party party(String name, @Nullable Party issuer, Duration left)
            throws GeneralSecurityException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair keys = generator.generateKeyPair();
        X500Name subject = new X500Name("CN=" + name);
        KeyPair signer = issuer == null ? keys : issuer.keys();
        X500Name issuerName = issuer == null ? subject : issuer.name();
        JcaX509v3CertificateBuilder builder;
        try {
            builder = new JcaX509v3CertificateBuilder(
                    issuerName,
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(Instant.now().minus(Duration.ofHours(1))),
                    Date.from(Instant.now().plus(left)),
                    subject,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issuer == null));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
            }));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        var signature = new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate());
        return new Party(keys, new JcaX509CertificateConverter().getCertificate(builder.build(signature)));
    }

    private static void write(Path folder, Party authority, Party party) throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("ca.pem"),
                pem("CERTIFICATE", authority.certificate().getEncoded()));
        Files.writeString(
                folder.resolve("cert.pem"),
                pem("CERTIFICATE", party.certificate().getEncoded()));
        Files.writeString(
                folder.resolve("key.pem"),
                pem("PRIVATE KEY", party.keys().getPrivate().getEncoded()));
    }

    private static String pem(String what, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    /** What makes an engine listen there, too, to clients with a certificate. */
    List<String> engineArguments() {
        Path engine = folder.resolve("engine");
        return List.of(
                "--host=tcp://127.0.0.1:" + port,
                "--tlsverify",
                "--tlscacert=" + engine.resolve("ca.pem"),
                "--tlscert=" + engine.resolve("cert.pem"),
                "--tlskey=" + engine.resolve("key.pem"));
    }

    URI uri() {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    Path client() {
        return folder.resolve("client");
    }

    /** Of a client that was known up to a minute ago. */
    Path late() {
        return folder.resolve("late");
    }

    Path stranger() {
        return folder.resolve("stranger");
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
