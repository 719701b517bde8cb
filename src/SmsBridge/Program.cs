using SmsBridge.Core;
using SmsBridge.EventLog;
using SmsBridge.Hooks;
using SmsBridge.Hosting;
using SmsBridge.LogProvider;
using SmsBridge.Maintenance;
using SmsBridge.Outbox;
using SmsBridge.Receipts;
using SmsBridge.Relay;
using SmsBridge.Storage;
using SmsBridge.Templates;
using SmsBridge.Tenants;
using SmsBridge.Twilio;

return await BridgeRun.RunAsync(() =>
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = args,
        ContentRootPath = AppContext.BaseDirectory, // where appsettings.json lies, wherever the process was started
    });

    builder.AddHosting();                 // logging, health, problem answers, time
    builder.Services.AddStorage();        // SQLite, migrations, the group-commit writer, the key ring
    builder.Services.AddTenants();        // who may post hooks, and with which sender
    builder.Services.AddOutbox();         // the owners of events and messages
    builder.Services.AddHooks();          // the core's hooks, every dialect -> event
    builder.Services.AddCore();           // the way back: authenticate, clients, loans
    builder.Services.AddTemplates();      // event + what the core knows -> text
    builder.Services.AddRelay();          // due events -> message -> gateway, with retries
    builder.Services.AddTwilio();         // the gateway; all Twilio knowledge, both directions
    builder.Services.AddLogProvider();    // the gateway for trying things out
    builder.Services.AddReceipts();       // delivery receipts -> message status
    builder.Services.AddEventLog();       // the record, for support
    builder.Services.AddMaintenance();    // Quartz jobs

    var app = builder.Build();

    app.UseHosting();
    app.MapHooks();
    app.MapTenants();
    app.MapEventLog();
    app.MapTwilio();

    return app;
});
