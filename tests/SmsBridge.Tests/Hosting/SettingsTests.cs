using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Hosting;
using SmsBridge.Insight.Statistics;
using SmsBridge.Intake.Hooks;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Prices;
using SmsBridge.Privacy;
using SmsBridge.Receipts;
using SmsBridge.Relay;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Texts;

namespace SmsBridge.Tests.Hosting;

/// <summary>A wrong setting stops the start with one line that names it.</summary>
public class SettingsTests
{
    [Fact]
    public void The_defaults_are_valid() => Explain([]).ShouldBeNull();

    [Fact]
    public void What_appsettings_json_says_is_what_the_code_defaults_to_or_valid_at_least() =>
        Explain(new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build().AsEnumerable()).ShouldBeNull();

    [Theory]
    [InlineData("Connections:Most", "-1")]
    [InlineData("Connections:IdleTimeout", "00:00:01")]
    [InlineData("Connections:HeadersTimeout", "1.00:00:00")]
    [InlineData("Relay:Expiry:LOAN REPAYMNT", "01:00:00")]
    [InlineData("Relay:Expiry:LOAN:REPAYMENT", "01:00:00")]
    [InlineData("Hooks:MaxBodyBytes", "1023")]
    [InlineData("Hooks:MaxBodyBytes", "1048577")]
    [InlineData("Hooks:SameTextWindow", "-00:00:01")]
    [InlineData("Hooks:SameTextWindow", "01:00:01")]
    [InlineData("Hooks:MaxRefusalsPerMinute", "-1")]
    [InlineData("Hooks:MaxRefusalsPerMinute", "many")]
    [InlineData("Storage:Provider", "Oracle")]
    [InlineData("Storage:ConnectionString", "")]
    [InlineData("Storage:ConnectionString", "Data Source=:memory:")]
    [InlineData("Storage:ConnectionString", "no connection string")]
    [InlineData("Storage:ConnectionString", "Data Source=file:data/smsbridge.db")]
    [InlineData("Storage:ConnectionString", "Data Source=FILE:///var/lib/smsbridge.db?mode=rwc")]
    [InlineData("Storage:ConnectionString", "Data Source=file:x;Mode=Memory;Cache=Shared")]
    [InlineData("Storage:ConnectionString", "Data Source=shared;Mode=Memory")]
    [InlineData("Storage:Readers", "0")]
    [InlineData("Storage:ReadTimeout", "00:00:00")]
    [InlineData("Operators:ExportsAtOnce", "0")]
    [InlineData("Operators:LongestExport", "00:00:10")]
    [InlineData("Storage:BusyTimeout", "00:01:01")]
    [InlineData("Storage:MaxBatch", "0")]
    [InlineData("Prices:AskAfter", "00:09:59")]
    [InlineData("Prices:AskAgainAfter", "14.00:00:01")]
    [InlineData("Prices:Asks", "false")]
    [InlineData("Prices:PerPart:0:Provider", "twilio")] // without a currency
    [InlineData("Relay:Concurrency", "0")]
    [InlineData("Relay:Enabled", "")] // as from an unset variable: no default that sends
    [InlineData("Relay:DoubtPeriod", "")]
    [InlineData("Twilio:BaseUrl", "")]
    [InlineData("Bridge:TrustedProxies", "10.0.0.7")] // a list, without its index
    [InlineData("Core:AllowedEndpoints", "https://core.example.org")]
    [InlineData("Relay:TenantConcurrency", "5000")]
    [InlineData("Relay:LeaseDuration", "00:00:01")]
    [InlineData("Relay:SenderRate", "-1")]
    [InlineData("Relay:CircuitFailures", "0")]
    [InlineData("Relay:CircuitBreak", "00:00:00")]
    [InlineData("Core:Timeout", "00:01:00")] // two rounds of questions would outlast the lease
    [InlineData("Relay:PollInterval", "00:00:00")]
    [InlineData("Relay:MaxAttempts", "0")]
    [InlineData("Relay:RetryDelay", "soon")]
    [InlineData("Relay:Expiry:CLIENT CREATE", "00:00:00")]
    [InlineData("Relay:CloseQueuedBefore", "yesterday")]
    [InlineData("Relay:CloseQueuedBefore", "9999-01-01T00:00:00Z")] // what comes would be closed too
    [InlineData("Core:Timeout", "00:03:00")]
    [InlineData("Core:AllowedEndpoints:0", "core.example.org")]
    [InlineData("Core:DefaultEndpoint", "ftp://core.example.org")]
    [InlineData("Core:AdditionalCaFile", "/no/such/file.pem")]
    [InlineData("Core:Tenants:default:Username", "mifos")]
    [InlineData("Receipts:FirstPoll", "00:00:59")]
    [InlineData("Receipts:SecondPoll", "00:10:00")]
    [InlineData("Receipts:LastPoll", "01:00:00")]
    [InlineData("Receipts:PollInterval", "00:00:01")]
    [InlineData("Twilio:BaseUrl", "http://api.twilio.com")]
    [InlineData("Twilio:Timeout", "00:02:00")]
    [InlineData("Partners:AllowedPorts", "443; 8443")]
    [InlineData("Partners:AllowedPorts", "9000-8000")]
    [InlineData("Partners:AllowedPorts", "")]
    [InlineData("Partners:ClockTolerance", "00:00:00")]
    [InlineData("Partners:TimestampOffset", "15:00:00")]
    [InlineData("Partners:MaxSubscriptions", "0")]
    [InlineData("Notices:Concurrency", "1")]
    [InlineData("Notices:Timeout", "00:02:00")]
    [InlineData("Notices:AlarmUrl", "pager")]
    [InlineData("Bridge:PublicUrl", "sms.example.org")]
    [InlineData("Bridge:PublicUrl", "https://sms_bridge.example.org")]
    [InlineData("Bridge:PublicUrl", "https://mu\u0308nchen.example")]
    [InlineData("Numbers:DefaultRegion", "Kenya")]
    [InlineData("Registration:RaceWindow", "00:00:00")]
    [InlineData("Registration:Repeat", "Perhaps")]
    [InlineData("Registration:MaxWrongKeysPerMinute", "0")]
    [InlineData("Operators:SessionIdle", "00:00:01")]
    [InlineData("Operators:FreeFailures", "0")]
    [InlineData("Operators:OpenIdConnect:Authority", "http://login.example.org")]
    [InlineData("Operators:OpenIdConnect:Authority", "login.example.org")]
    [InlineData("Operators:OpenIdConnect:Authority", "https://login.example.org")] // and nothing else
    [InlineData("Operators:OpenIdConnect:LocalPasswords", "BreakGlass")] // and no provider
    [InlineData("Operators:OpenIdConnect:LocalPasswords", "Nobody")]
    [InlineData("Operators:OpenIdConnect:ClockSkew", "00:05:01")]
    [InlineData("Operators:OpenIdConnect:Timeout", "00:00:00")]
    [InlineData("Operators:OpenIdConnect:ClientSecret", "x")] // of whom?
    [InlineData("Operators:OpenIdConnect:Tyop", "x")]
    [InlineData("Statistics:Interval", "00:00:00")]
    [InlineData("Statistics:LowDisk", "-1")]
    [InlineData("Retention:Hooks", "12:00:00")]
    [InlineData("Retention:Texts", "6.00:00:00")]
    [InlineData("Retention:Notices", "7321.00:00:00")]
    [InlineData("Retention:Records", "30.00:00:00")]
    [InlineData("Templates:Texts:CLIENT CREATE", "Welcome, {{nmae}}!")]
    [InlineData("Templates:Texts:CLIENT CREATE", "Welcome, {{name}!")]
    public void A_value_that_can_not_be_used_is_named_in_one_line(string key, string value)
    {
        var line = Explain([KeyValuePair.Create(key, (string?)value)]);

        line.ShouldNotBeNull().ShouldNotContain('\n');
        var parts = key.Split(':');
        line.ShouldContain(parts[0] + ":");
        line.ShouldContain(parts[1]);
    }

    [Theory]
    [InlineData("Hooks")]
    [InlineData("Storage")]
    [InlineData("Relay")]
    [InlineData("Core")]
    [InlineData("Receipts")]
    [InlineData("Twilio")]
    [InlineData("Partners")]
    [InlineData("Notices")]
    [InlineData("Bridge")]
    [InlineData("Numbers")]
    [InlineData("Registration")]
    [InlineData("Templates")]
    [InlineData("Operators")]
    [InlineData("Statistics")]
    [InlineData("Connections")]
    public void A_setting_nobody_knows_is_named_with_those_that_are(string section)
    {
        var line = Explain([KeyValuePair.Create(section + ":Tyop", (string?)"1")]);

        line.ShouldNotBeNull().ShouldContain(section + ":Tyop is not known.");
        line.ShouldContain("Known there: ");
    }

    [Fact]
    public void A_failure_that_is_not_the_operators_is_not_explained_away() => StartFailure.Explain(new InvalidOperationException("A bug.")).ShouldBeNull();

    /// <summary>The line a start with these settings ends with; null when all are valid.</summary>
    private static string? Explain(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings.Where(setting => !setting.Key.StartsWith("Serilog", StringComparison.Ordinal)));
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Serilog:WriteTo:0:Name", (string?)"Console")]); // no file by default
        try
        {
            builder.AddHosting();
        }
        catch (WrongSettingException exception)
        {
            return StartFailure.Explain(exception);
        }

        builder.Services.AddStorage();
        builder.Services.AddTenants();
        builder.Services.AddHooks();
        builder.Services.AddCore();
        builder.Services.AddPrices();
        builder.Services.AddTemplates();
        builder.Services.AddRelay();
        builder.Services.AddTwilio();
        builder.Services.AddPartners();
        builder.Services.AddNotices();
        builder.Services.AddReceipts();
        builder.Services.AddOperators();
        builder.Services.AddPrivacy();
        builder.Services.AddStatistics();
        using var services = builder.Services.BuildServiceProvider();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return null;
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } line)
        {
            return line;
        }
    }
}
