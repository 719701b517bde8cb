using System.Net.Security;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using SmsBridge.Core;
using SmsBridge.Store;

namespace SmsBridge.RemoteBackups;

/// <summary>Makes the client of the store: as the settings have it, whatever the environment or the files of Amazon's tools on this machine say.</summary>
internal static class S3Client
{
    private const int Retries = 3;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    public static AmazonS3Client Create(S3Options options)
    {
        var settings = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            AuthenticationRegion = options.Region,
            MaxErrorRetry = Retries,
            Timeout = options.Timeout,
            IgnoreConfiguredEndpointUrls = true,
            DisableLogging = true,
            // Checksums of the newer kind are asked for by Amazon's store alone; others refuse them, or keep them as if they were part of the file.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new Factory(options),
        };
        if (options.Endpoint.Length > 0)
        {
            settings.ServiceURL = options.Endpoint;
        }
        else
        {
            settings.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return new AmazonS3Client(new BasicAWSCredentials(options.AccessKeyId, options.SecretAccessKey), settings);
    }

    /// <summary>One client for all requests, as long as the process lives. The proxy of the environment is used: the address is the operator's own choice.</summary>
    private sealed class Factory(S3Options options) : Amazon.Runtime.HttpClientFactory
    {
        private readonly HttpClient _client = Dial(options);

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        private static HttpClient Dial(S3Options options)
        {
            var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectTimeout, ActivityHeadersPropagator = null };
            if (options.AdditionalCaFile is { Length: > 0 } file)
            {
                handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = new AdditionalTrust(AdditionalTrust.Load(file)).Accepts };
            }

            return new HttpClient(handler) { Timeout = options.Timeout };
        }
    }
}
