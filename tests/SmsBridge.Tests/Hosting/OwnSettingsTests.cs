using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmsBridge.Hosting;
using SmsBridge.Relay;
using SmsBridge.Texts;

namespace SmsBridge.Tests.Hosting;

/// <summary>Settings of one's own: which win, how an event may be written, and what holds where nothing is set.</summary>
public sealed class OwnSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-settings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("LOAN_REPAYMENT")]
    [InlineData("LOAN REPAYMENT")]
    [InlineData("loan_repayment")]
    [InlineData("Loan Repayment")]
    [InlineData(" LOAN__REPAYMENT")] // a configuration key, not a variable's name: there "__" is the colon
    public async Task An_event_may_be_written_with_an_underscore(string name)
    {
        var builder = Builder(("Templates:Texts:LOAN REPAYMENT", "From the file"), ("Relay:Expiry:LOAN REPAYMENT", "01:00:00"));
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create($"Templates:Texts:{name}", (string?)"Mine"), KeyValuePair.Create($"Relay:Expiry:{name}", (string?)"02:00:00")]);
        await using var services = Build(builder);

        services.GetRequiredService<IOptions<TemplateOptions>>().Value.Texts.Where(text => text.Key.Contains("REPAY", StringComparison.OrdinalIgnoreCase))
            .ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("LOAN REPAYMENT", (string?)"Mine"));
        var expiry = services.GetRequiredService<IOptions<RelayOptions>>().Value.Expiry;
        expiry["LOAN REPAYMENT"].ShouldBe(TimeSpan.FromHours(2));
        expiry.Count.ShouldBe(new RelayOptions().Expiry.Count);
    }

    [Fact]
    public async Task The_later_source_wins_however_either_is_written()
    {
        var builder = Builder(("Templates:Texts:LOAN_REPAYMENT", "From the environment"));
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Templates:Texts:LOAN REPAYMENT", (string?)"From the command line")]);
        await using var services = Build(builder);

        services.GetRequiredService<IOptions<TemplateOptions>>().Value.Texts["LOAN REPAYMENT"].ShouldBe("From the command line");
    }

    [Theory]
    [InlineData("Relai__BatchSize", "Relay")]
    [InlineData("REALY__CONCURRENCY", "Relay")]
    [InlineData("Storag__ConnectionString", "Storage")]
    [InlineData("Twillio__BaseUrl", "Twilio")]
    [InlineData("Relay__BatchSize", null)]
    [InlineData("Logging__LogLevel__Default", null)]
    [InlineData("Hostname__Of__Somebody", null)]
    [InlineData("Relai", null)]
    public void A_variable_that_is_nearly_a_setting_is_warned_of(string name, string? near)
    {
        var prefix = $"SMSBRIDGE_TEST_{Guid.NewGuid():N}_";
        Environment.SetEnvironmentVariable(prefix + name, "5");
        var configuration = new ConfigurationManager();
        configuration.AddEnvironmentVariables(prefix);

        KnownSettings.NearMisses(configuration).ShouldBe(near is null ? [] : [(name, near)]);

        Environment.SetEnvironmentVariable(prefix + name, null);
    }

    [Fact]
    public void A_file_of_ones_own_wins_over_the_shipped_one_and_the_environment_over_it()
    {
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Write("shipped.json", """{ "Relay": { "Concurrency": 1, "MaxAttempts": 1, "Enabled": true } }"""));
        configuration.AddInMemoryCollection([KeyValuePair.Create("Relay:MaxAttempts", (string?)"3")]);

        SettingsFiles.AddOwn(configuration, chosen: null, Write("own.json", """{ "Relay": { "Concurrency": 2, "MaxAttempts": 2 } }"""));

        (configuration["Relay:Concurrency"], configuration["Relay:MaxAttempts"], configuration["Relay:Enabled"]).ShouldBe(("2", "3", "True"));
    }

    [Fact]
    public void The_chosen_file_stands_in_for_the_machines()
    {
        var configuration = new ConfigurationManager();

        SettingsFiles.AddOwn(configuration, Write("chosen.json", """{ "Relay": { "Concurrency": 2 } }"""), Write("own.json", """{ "Relay": { "Concurrency": 3, "MaxAttempts": 2 } }"""));

        (configuration["Relay:Concurrency"], configuration["Relay:MaxAttempts"]).ShouldBe(("2", null));
    }

    [Fact]
    public void A_folder_stands_for_its_files_in_the_order_of_their_names_after_appsettings_json()
    {
        var configuration = new ConfigurationManager();
        Write("20-late.json", """{ "Relay": { "Concurrency": 20 } }""");
        Write("10-early.json", """{ "Relay": { "Concurrency": 10, "MaxAttempts": 10 } }""");
        Write("appsettings.json", """{ "Relay": { "Concurrency": 1, "MaxAttempts": 1, "TenantConcurrency": 1 } }""");
        Write("appsettings.json.dpkg-dist", """{ "Relay": { "Concurrency": 99 } }""");

        SettingsFiles.AddOwn(configuration, _folder.FullName);

        (configuration["Relay:Concurrency"], configuration["Relay:MaxAttempts"], configuration["Relay:TenantConcurrency"]).ShouldBe(("20", "10", "1"));
        SettingsInForce.OriginOf(configuration, "Relay:MaxAttempts").ShouldBe(Path.Combine(_folder.FullName, "10-early.json"));
    }

    [Fact]
    public void Without_a_file_of_the_machine_all_stays_as_it_is()
    {
        var configuration = new ConfigurationManager();

        SettingsFiles.AddOwn(configuration, chosen: null, Path.Combine(_folder.FullName, "none.json"));

        configuration.Sources.Count.ShouldBe(new ConfigurationManager().Sources.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/no/such/file.json")]
    public void A_chosen_file_that_is_not_there_is_named(string chosen) =>
        Should.Throw<WrongSettingException>(() => SettingsFiles.AddOwn(new ConfigurationManager(), chosen)).Message.ShouldContain("--config");

    [Fact]
    public void A_file_that_is_no_json_is_named_with_its_line()
    {
        var file = Write("broken.json", "{\n \"Relay\": {\n   \"Enabled\": true,,\n }\n}");

        var line = StartFailure.Explain(Should.Throw<InvalidDataException>(() => SettingsFiles.AddOwn(new ConfigurationManager(), file)));

        line.ShouldNotBeNull().ShouldContain(file);
        line.ShouldContain("line 3");
        line.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "Serilog": {} }""")]
    [InlineData("""{ "Serilog": { "WriteTo": [] } }""")]
    [InlineData("""{ "Serilog": { "MinimumLevel": "Debug" } }""")]
    [InlineData("""{ "Serilog": { "MinimumLevel": { "Override": { "Quartz": "Debug" } } } }""")]
    [InlineData(null)]
    public void Where_nothing_says_where_to_log_and_listen_it_is_as_shipped(string? json)
    {
        var configuration = new ConfigurationManager();
        if (json is not null)
        {
            configuration.AddJsonFile(Write("appsettings.json", json));
        }

        DefaultSettings.Complete(configuration);

        var shipped = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();
        foreach (var (key, value) in shipped.AsEnumerable().Where(setting => setting.Value is not null && (setting.Key == "Urls" || setting.Key.StartsWith("Serilog:WriteTo", StringComparison.Ordinal))))
        {
            configuration[key].ShouldBe(value, key, StringCompareShould.IgnoreCase);
        }

        configuration["Serilog:MinimumLevel:Override:Microsoft"].ShouldBe("Warning");
        (configuration["Serilog:MinimumLevel"] is { Length: > 0 } level ? level : configuration["Serilog:MinimumLevel:Default"]).ShouldBe(json?.Contains("\"Debug\" }", StringComparison.Ordinal) == true && json.Contains("MinimumLevel\": \"", StringComparison.Ordinal) ? "Debug" : "Information");
    }

    [Theory]
    [InlineData("""{ "Serilog": { "WriteTo": [ { "Name": "Console" } ] } }""")]
    [InlineData("""{ "Serilog": { "AuditTo": [ { "Name": "File" } ] } }""")]
    public void Who_names_a_sink_gets_no_other(string json)
    {
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Write("appsettings.json", json));

        DefaultSettings.Complete(configuration);

        configuration["Serilog:WriteTo:1:Name"].ShouldBeNull();
        configuration["Serilog:WriteTo:0:Args:path"].ShouldBeNull();
    }

    [Theory]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://localhost:5000")]
    [InlineData("http_ports", "8080")]
    [InlineData("Urls", "http://localhost:5000")]
    public void Who_says_where_to_listen_is_not_overruled(string key, string value)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]);

        DefaultSettings.Complete(configuration);

        configuration["Urls"].ShouldBe(key == "Urls" ? value : null);
    }

    [Theory]
    [InlineData("Consol")]
    [InlineData("Seq")]
    public void A_sink_that_is_not_there_is_named(string name) =>
        Should.Throw<WrongSettingException>(() => HostingSetup.CreateLogger(Builder(("Serilog:WriteTo:0:Name", name)).Configuration)).Message.ShouldContain($"Serilog: there is no {name}");

    [Theory]
    [InlineData("--wat", "--wat: there is no such option.")]
    [InlineData("--Url=http://localhost:1", "Did you mean --Urls?")]
    [InlineData("--Realy:Concurrency=5", "Did you mean --Relay:…?")]
    [InlineData("--confg=/etc/x", "Did you mean --config?")]
    [InlineData("/wat", "/wat: there is no such option.")]
    [InlineData("Wat=5", "Wat: there is no such option.")]
    [InlineData("-v", "-v: there is no such option.")]
    [InlineData("--Urls", "--Urls: its value is missing")]
    [InlineData("--Urls=http://localhost:1 more", "more: there is no such option.")]
    public void An_option_nobody_knows_is_named(string line, string words) =>
        Should.Throw<WrongSettingException>(() => StartArguments.Check(line.Split(' '))).Message.ShouldContain(words);

    [Theory]
    [InlineData("--Urls=http://localhost:1")]
    [InlineData("--urls http://localhost:1 --Relay:Enabled=false")]
    [InlineData("/Urls http://localhost:1")]
    [InlineData("Urls=http://localhost:1")]
    [InlineData("--environment=Development --contentRoot=/ --applicationName=x")]
    public void A_setting_is_an_option(string line) => Should.NotThrow(() => StartArguments.Check(line.Split(' ')));

    [Theory]
    [InlineData("--config a.json tenant list", "a.json", "tenant list")]
    [InlineData("tenant list --config=a.json", "a.json", "tenant list")]
    [InlineData("--Urls=x --config", "", "--Urls=x")]
    [InlineData("tenant list", null, "tenant list")]
    public void The_settings_file_is_an_option_of_the_service_and_of_every_verb(string line, string? file, string others)
    {
        var read = StartArguments.Read(line.Split(' '));

        (read.ConfigFile, string.Join(' ', read.Others)).ShouldBe((file, others));
    }

    private static WebApplicationBuilder Builder(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration["Serilog:WriteTo:0:Name"] = "Console"; // no file by default
        builder.Configuration.AddInMemoryCollection([.. settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))]);
        return builder;
    }

    private static ServiceProvider Build(WebApplicationBuilder builder)
    {
        builder.AddHosting();
        builder.Services.AddTemplates();
        builder.Services.AddRelay();
        return builder.Services.BuildServiceProvider();
    }

    private string Write(string name, string json)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, json);
        return file;
    }
}
