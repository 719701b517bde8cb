using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Http;
using SmsBridge.Gateways.Reports;
using SmsBridge.Numbers;
using SmsBridge.Store;
using SmsBridge.Tests.Gateways.Contract;

namespace SmsBridge.Tests.Gateways.Http;

/// <summary>The gateway that the contract's settings describe, alone.</summary>
internal static class HttpSome
{
    public static readonly SenderAccount Account = new("local", "bank-account", "t0ken&more", "My Bank");

    public static OutgoingSms Sms(string text = "Habari") => new(42, Account, Msisdn.FromE164("+254712345678"), text, new Uri("https://sms.example.org/providers/local/bank/x"))
    {
        Reference = new SmsReference(42, 1, 1_700),
    };

    public static HttpProviderOptions Options(Action<HttpProviderOptions>? change = null, Uri? url = null)
    {
        var options = new ConfigurationBuilder()
            .AddInMemoryCollection(HttpStage.Settings(url ?? new Uri("http://127.0.0.1:9")).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build().GetSection(HttpOptions.Section).Get<HttpOptions>()!.Providers["local"];
        change?.Invoke(options);
        return options;
    }

    public static HttpGateway Gateway(HttpProviderOptions options, HttpMessageInvoker? http = null) => new(
        "local", options, new ReportAddresses(new SecretBox(new Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider()), TimeProvider.System),
        http ?? new HttpMessageInvoker(options.CreateHandler()), TimeProvider.System, NullLogger<HttpGateway>.Instance);

    public static HttpAnswers Answers(HttpProviderOptions options, ILogger? log = null) => new("local", options, new HttpPrices("local", options, log ?? NullLogger.Instance));

    public static HttpReports Reports(HttpProviderOptions options) => new("local", options, new HttpPrices("local", options, NullLogger.Instance));
}
