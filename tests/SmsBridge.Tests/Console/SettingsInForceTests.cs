using Microsoft.Extensions.Configuration;
using SmsBridge.Hosting;

namespace SmsBridge.Tests.Console;

/// <summary>The list of settings on the page "Operators and settings".</summary>
public class SettingsInForceTests
{
    private const string Hidden = "(set, not shown)";

    [Theory]
    [InlineData("Registration:MaxWrongKeysPerMinute", "20", "20")]
    [InlineData("Registration:PreviousKeyGrace", "1.00:00:00", "1.00:00:00")]
    [InlineData("Partners:PreviousSecretGrace", "1.00:00:00", "1.00:00:00")]
    [InlineData("Storage:KeyRing", "/srv/keys", "/srv/keys")]
    [InlineData("Storage:ConnectionString", "Data Source=data/smsbridge.db", "Data Source=data/smsbridge.db")]
    [InlineData("Storage:ConnectionString", "Data Source=data/smsbridge.db;Password=x", Hidden)]
    [InlineData("Storage:ConnectionString", "Host=db;Username=smsbridge;Pwd=x", Hidden)]
    [InlineData("Http:Providers:acme:Headers:X-Auth", "x", Hidden)]
    [InlineData("Http:Providers:acme:Form:api_key", "x", Hidden)]
    [InlineData("Http:Providers:acme:Url", "https://sms.example.org/send?apikey=x", Hidden)]
    [InlineData("Http:Providers:acme:Url", "https://sms.example.org/send", "https://sms.example.org/send")]
    [InlineData("ExternalEvents:Brokers:main:Password", "x", Hidden)]
    [InlineData("ExternalEvents:Brokers:main:Properties:sasl.oauthbearer.client.secret", "x", Hidden)]
    [InlineData("ExternalEvents:Brokers:main:Properties:ssl.key.location", "/etc/key", Hidden)]
    [InlineData("ExternalEvents:Brokers:main:Properties:security.protocol", "ssl", "ssl")]
    [InlineData("ExternalEvents:KeepKeys", "30.00:00:00", "30.00:00:00")]
    [InlineData("Core:Tenants:default:Password", "x", Hidden)]
    [InlineData("Core:Tenants:default:Token", "x", Hidden)]
    [InlineData("Core:Tenants:default:token", "x", Hidden)]
    [InlineData("Twilio:Proxy", "http://user:word@proxy:3128", Hidden)]
    [InlineData("Twilio:Proxy", "http://proxy:3128", "http://proxy:3128")]
    [InlineData("Notices:AlarmUrl", "https://hooks.example.org/T0/B0", Hidden)]
    [InlineData("Notices:AlarmUrl", "", "")]
    [InlineData("Alarms:Receivers:chat:Url", "https://hooks.example.org/T0/B0", Hidden)]
    [InlineData("Alarms:Receivers:pager:Secret", "whsec_AAAA", Hidden)]
    [InlineData("Alarms:Mail:Password", "x", Hidden)]
    [InlineData("Alarms:Mail:Host", "smtp.example.org", "smtp.example.org")]
    [InlineData("Operators:OpenIdConnect:ClientSecret", "x", Hidden)]
    [InlineData("Operators:OpenIdConnect:ClientId", "bridge", "bridge")]
    [InlineData("Serilog:WriteTo:2:Args:apiKey", "x", Hidden)]
    [InlineData("Serilog:WriteTo:2:Args:headers", "Authorization=x", Hidden)]
    [InlineData("Serilog:WriteTo:1:Args:path", "logs/smsbridge-.log", "logs/smsbridge-.log")]
    public void Secrets_are_hidden_and_nothing_else(string name, string value, string shown) => SettingsInForce.Shown(name, value).ShouldBe(shown);

    [Fact]
    public void An_event_that_is_written_otherwise_is_listed_once()
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([KeyValuePair.Create("Relay:Expiry:LOAN REPAYMENT", (string?)"1.00:00:00"), KeyValuePair.Create("Templates:Texts:CLIENT CREATE", (string?)"Hello")]);
        configuration.AddInMemoryCollection([KeyValuePair.Create("Relay:Expiry:LOAN_REPAYMENT", (string?)"02:00:00"), KeyValuePair.Create("Templates:Texts:client_create", (string?)"Welcome")]);
        TidySettings.Apply(configuration);

        new SettingsInForce(configuration, store: null!).List().Select(setting => (setting.Name, setting.Value))
            .ShouldBe([("Relay:Expiry:LOAN REPAYMENT", "02:00:00"), ("Templates:Texts:CLIENT CREATE", "Welcome")]);
    }

    [Fact]
    public void Every_section_of_the_product_is_listed_and_nobody_elses()
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = "/bin", ["Kestrel:Certificates:Default:Password"] = "x", ["Core:DefaultEndpoint"] = "http://localhost", ["Http:Providers:acme:Method"] = "POST", ["Smpp:Providers:acme:Address"] = "smpp.example.org:2775" })
            .Build();

        var sections = new SettingsInForce(configuration, store: null!).List().Select(setting => setting.Name.Split(':')[0]).Distinct(StringComparer.Ordinal).ToList();

        sections.ShouldBe(KnownSettings.Ours, ignoreOrder: true);
    }
}
