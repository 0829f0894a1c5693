package example.news

import okhttp3.CertificatePinner
import okhttp3.OkHttpClient

/** The feed's connection: only below the intermediate that signs for it today. */
object Pinning {
    private const val INTERMEDIATE = "sha256/CqpIPvpnEAXroB4sawuAe9xxquGfYi2wn+NFVWCtBas="

    val pinner: CertificatePinner = CertificatePinner.Builder()
        .add("feed.news.example", INTERMEDIATE)
        .build()

    fun client(): OkHttpClient = OkHttpClient.Builder().certificatePinner(pinner).build()
}
