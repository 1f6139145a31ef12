package io.hostmesh.teststack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Pairs of EC P-256 keys as PEM files. */
final class TestKeys {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private TestKeys() {}

    /** Makes a pair: {@code <name>-public.pem} and {@code <name>-private.pem}. */
    static void create(Path folder, String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            Files.createDirectories(folder);
            write(
                    folder.resolve(name + "-public.pem"),
                    "PUBLIC KEY",
                    pair.getPublic().getEncoded());
            write(
                    folder.resolve(name + "-private.pem"),
                    "PRIVATE KEY",
                    pair.getPrivate().getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make the keys " + name + " in " + folder, e);
        }
    }

    static PrivateKey readPrivate(Path file) {
        try {
            String text = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
            byte[] encoded = Base64.getMimeDecoder().decode(text);
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("expected a private key in " + file, e);
        }
    }

    private static void write(Path file, String label, byte[] encoded) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + label + "-----\n" + LINES.encodeToString(encoded) + "\n-----END " + label + "-----\n");
    }
}
