import java.io.FileInputStream;
import java.net.InetAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.CertificatePinner;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Connects once for each set of pins and prints what OkHttp says of it.
 * Usage: RealOkHttp TRUST.pem PORT NAME EPOCH-SECONDS RULES...
 * RULES: PATTERN=PIN;PIN, several of them divided by bars.
 */
public final class RealOkHttp {
  private static X509TrustManager trustManager(String file, long seconds) throws Exception {
    Set<TrustAnchor> anchors = new HashSet<>();
    try (FileInputStream in = new FileInputStream(file)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        anchors.add(new TrustAnchor((X509Certificate) each, null));
      }
    }
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
    parameters.setDate(new Date(seconds * 1000));
    parameters.setRevocationEnabled(false);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  private static CertificatePinner pinner(String rules) {
    CertificatePinner.Builder builder = new CertificatePinner.Builder();
    for (String rule : rules.split("\\|")) {
      int equals = rule.indexOf('=');
      builder.add(rule.substring(0, equals), rule.substring(equals + 1).split(";"));
    }
    return builder.build();
  }

  private static String answer(OkHttpClient plain, String name, int port, String rules) {
    try {
      OkHttpClient client = plain.newBuilder().certificatePinner(pinner(rules)).build();
      Request request = new Request.Builder().url("https://" + name + ":" + port + "/").build();
      try (Response response = client.newCall(request).execute()) {
        return "accepts";
      } finally {
        client.connectionPool().evictAll();
      }
    } catch (SSLPeerUnverifiedException e) {
      System.err.println(e.getMessage());
      return e.getMessage().startsWith("Certificate pinning failure") ? "pins" : "chain";
    } catch (SSLException e) {
      System.err.println(e.getMessage());
      return "chain";
    } catch (IllegalArgumentException e) { // when the pins are loaded
      System.err.println(e.getMessage());
      return "pins";
    } catch (Exception e) {
      System.err.println(e);
      return "none";
    }
  }

  public static void main(String[] args) throws Exception {
    X509TrustManager trust = trustManager(args[0], Long.parseLong(args[3]));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trust}, null);
    OkHttpClient plain = new OkHttpClient.Builder()
        .sslSocketFactory(context.getSocketFactory(), trust)
        .connectionPool(new okhttp3.ConnectionPool(0, 1, java.util.concurrent.TimeUnit.SECONDS))
        .dns(host -> Collections.singletonList(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})))
        .build();
    for (int i = 4; i < args.length; i++) {
      System.out.println("answer " + answer(plain, args[2], Integer.parseInt(args[1]), args[i]));
    }
    System.exit(0);
  }
}
