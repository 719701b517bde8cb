using SmsBridge.Alarms;
using SmsBridge.CommandLine;
using SmsBridge.Console;
using SmsBridge.Core;
using SmsBridge.Doctor;
using SmsBridge.Gaps;
using SmsBridge.Gateways.AfricasTalking;
using SmsBridge.Gateways.Http;
using SmsBridge.Gateways.Infobip;
using SmsBridge.Gateways.Log;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Gateways.Vonage;
using SmsBridge.Holding;
using SmsBridge.Holding.Consents;
using SmsBridge.Hosting;
using SmsBridge.Hosting.Connections;
using SmsBridge.Hosting.Jobs;
using SmsBridge.Hosting.Reload;
using SmsBridge.Hosting.Supervision;
using SmsBridge.Hosting.Telemetry;
using SmsBridge.Insight;
using SmsBridge.Insight.EventLog;
using SmsBridge.Insight.Statistics;
using SmsBridge.Intake.Campaigns;
using SmsBridge.Intake.Events;
using SmsBridge.Intake.Hooks;
using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Operators.SingleSignOn;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Prices;
using SmsBridge.Privacy;
using SmsBridge.Receipts;
using SmsBridge.Rehearsal;
using SmsBridge.Relay;
using SmsBridge.RemoteBackups;
using SmsBridge.Restores;
using SmsBridge.Routes;
using SmsBridge.Schedules;
using SmsBridge.Schedules.Reports;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts;

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
        WorkingFolder.EnterWhereNobodyChoseOne();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory, // where appsettings.json lies, wherever the process was started
        });

        SettingsFiles.AddOwn(builder.Configuration, configFile);
        EnvironmentSettings.Use(builder.Configuration);
        if (!forVerb)
        {
            builder.AddReload(() => CreateBuilder(args, forVerb: true, configFile).Build()); // on SIGHUP
            builder.AddSupervision();         // systemd's notifications and watchdog, the Windows service
        }

        builder.AddHosting(forVerb);          // logging, health, problem answers, time
        builder.Services.AddStorage();        // SQLite, migrations, the group-commit writer, the key ring
        builder.Services.AddLedger();         // events, messages, attempts: the one place that changes them
        builder.Services.AddTenants();        // who may post hooks, and with which sender
        builder.Services.AddHooks();          // the core's hooks, every dialect -> a recorded event
        builder.Services.AddCampaigns();      // texts the core wrote itself, as to a message gateway -> the same events
        builder.Services.AddExternalEvents(); // the core's events by Kafka or AMQP -> the same events, one SMS whichever way comes first
        builder.Services.AddCore();           // the way back: authenticate, clients, loans
        builder.Services.AddPrices();         // what SMS cost where no provider says
        builder.Services.AddTemplates();      // event + what the core knows -> text
        builder.Services.AddTenantTexts();    // which events a tenant's clients hear of, in whose words
        builder.Services.AddRoutes();         // a tenant's further accounts, and which SMS goes by which
        builder.Services.AddRemoteBackups();  // backups in a bucket of an S3-compatible store
        builder.Services.AddRestores();       // a backup was put back: what was sent since is found out first
        builder.Services.AddHolding();        // far more than usual waits for a person
        builder.Services.AddRelay();          // claimed message -> gateway -> outcome, with retries
        builder.Services.AddGaps();           // what a core did and its hooks did not tell
        builder.Services.AddSchedules();      // what is told because it is time: reminders from the schedules of loans, reports
        builder.Services.AddRehearsal();      // the last day's events through a draft, without sending
        builder.Services.AddTwilio();         // all Twilio knowledge, both directions
        builder.Services.AddLogProvider();    // the gateway for trying things out
        builder.Services.AddInfobip();        // as Twilio, by our own message ids
        builder.Services.AddAfricasTalking(); // nothing can be asked there afterwards: a report tells, or a person
        builder.Services.AddVonage();         // the same, but its reports bring our reference back
        builder.Services.AddHttpProviders();  // gateways that the settings describe
        builder.Services.AddSmpp();           // message centres that the settings describe, by sessions that stay
        builder.Services.AddProviderReports(); // reports of providers that sign nothing, by an address nobody can guess
        builder.Services.AddReceipts();       // delivery reports, opt-outs -> ledger
        builder.Services.AddPartners();       // who is told of transactions, and where
        builder.Services.AddNotices();        // what became of each transaction -> their callbacks
        builder.Services.AddOperators();      // who may sign in to the console, and what they did
        builder.AddSingleSignOn();            // by the account of the house; nothing while it is off
        builder.Services.AddLists();          // the record, for support: messages, events, audit
        builder.Services.AddStatistics();     // counts for tiles and charts, and what needs attention
        builder.Services.AddPrivacy();        // what is held of one client: exported, or taken out; how long everything is kept
        builder.Services.AddAlarms();         // what needs attention -> a person, by mail, webhook or log
        builder.Services.AddDoctor();         // what stands between core, bridge and provider
        builder.Services.AddMaintenance();    // Quartz jobs
        builder.Services.AddSupportConsole(); // the record and its verbs, for people
        builder.AddTelemetry(forVerb);        // what is measured, and who is told; nothing while it is off. Last: it looks at all the others
        builder.Services.AddCommandLine();    // the same verbs for operators
        return builder;
    }

    private static void Map(WebApplication app)
    {
        app.UseHosting();
        app.UseOperators();
        app.MapHooks();
        app.MapCampaigns();
        app.MapTenants();
        app.MapTenantTexts();
        app.MapConsents();
        app.MapRehearsal();
        app.MapSchedules();
        app.MapScheduledReports();
        app.MapRoutes();
        app.MapEventLog();
        app.MapTwilio();
        app.MapProviderReports();
        app.MapPartners();
        app.MapOperators();
        app.MapStatistics();
        app.MapSupportConsole();
    }
}
