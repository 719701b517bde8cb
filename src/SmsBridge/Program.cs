using SmsBridge.CommandLine;
using SmsBridge.Console;
using SmsBridge.Core;
using SmsBridge.Doctor;
using SmsBridge.EventLog;
using SmsBridge.Hooks;
using SmsBridge.Hosting;
using SmsBridge.Hosting.Connections;
using SmsBridge.Ledger;
using SmsBridge.LogProvider;
using SmsBridge.Maintenance;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Receipts;
using SmsBridge.Relay;
using SmsBridge.Statistics;
using SmsBridge.Storage;
using SmsBridge.Templates;
using SmsBridge.Tenants;
using SmsBridge.Twilio;

var start = StartArguments.Read(args);
return Verbs.IsVerb(start.Others)
    ? await VerbRun.RunAsync(start.Others, VerbConsole.OfProcess(), () => CreateBuilder([], forVerb: true, start.ConfigFile).Build())
    : await BridgeRun.RunAsync(() => CreateBuilder(start.Others, forVerb: false, start.ConfigFile).Build(), Map);

/// <summary>The table of contents: all features, and their routes.</summary>
public partial class Program
{
    internal static WebApplicationBuilder CreateBuilder(string[] args, bool forVerb, string? configFile = null)
    {
        StartArguments.Check(args);
        OpenFiles.Check();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory, // where appsettings.json lies, wherever the process was started
        });

        SettingsFiles.AddOwn(builder.Configuration, configFile);
        builder.AddHosting(forVerb);          // logging, health, problem answers, time
        builder.Services.AddStorage();        // SQLite, migrations, the group-commit writer, the key ring
        builder.Services.AddTenants();        // who may post hooks, and with which sender
        builder.Services.AddLedger();         // the owners of events and messages
        builder.Services.AddHooks();          // the core's hooks, every dialect -> event
        builder.Services.AddCore();           // the way back: authenticate, clients, loans
        builder.Services.AddTemplates();      // event + what the core knows -> text
        builder.Services.AddRelay();          // due events -> message -> gateway, with retries
        builder.Services.AddTwilio();         // the gateway; all Twilio knowledge, both directions
        builder.Services.AddLogProvider();    // the gateway for trying things out
        builder.Services.AddReceipts();       // delivery receipts -> message status
        builder.Services.AddPartners();       // who is told, and where
        builder.Services.AddNotices();        // what became of each transaction -> their callbacks
        builder.Services.AddEventLog();       // the record, for support
        builder.Services.AddDoctor();         // what stands between core, bridge and provider
        builder.Services.AddOperators();      // who may sign in to the console, and what they did
        builder.Services.AddStatistics();     // counts for tiles and charts, and what needs attention
        builder.Services.AddMaintenance();    // Quartz jobs
        builder.Services.AddSupportConsole(); // the record and its verbs, for people
        builder.Services.AddCommandLine();    // the same verbs for operators
        return builder;
    }

    private static void Map(WebApplication app)
    {
        app.UseHosting();
        app.UseOperators();
        app.MapHooks();
        app.MapTenants();
        app.MapEventLog();
        app.MapTwilio();
        app.MapPartners();
        app.MapOperators();
        app.MapStatistics();
        app.MapSupportConsole();
    }
}
