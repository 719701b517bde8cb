using System.Collections.Concurrent;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary>Which external events a tenant publishes; all are off as shipped (fineract-external-events.md 1).</summary>
internal sealed class StandInEventSwitches
{
    private readonly ConcurrentDictionary<string, bool> _switches = new(
        new[]
        {
            "ClientCreateBusinessEvent", "ClientActivateBusinessEvent", "LoanApprovedBusinessEvent", "LoanRepaymentDueBusinessEvent", "LoanRepaymentOverdueBusinessEvent",
            "LoanTransactionMakeRepaymentPostBusinessEvent", "SavingsDepositBusinessEvent",
        }.Select(type => KeyValuePair.Create(type, value: false)), StringComparer.Ordinal);

    public IEnumerable<string> On => _switches.Where(one => one.Value).Select(one => one.Key).Order(StringComparer.Ordinal);

    /// <summary>As a core of an older version, which has no such kind.</summary>
    public void Forget(string type) => _switches.TryRemove(type, out _);

    public StandInAnswer Answer(string method, StandInUser user, string body) =>
        method switch
        {
            "GET" when user.May("READ_EXTERNAL_EVENT_CONFIGURATION") => new StandInAnswer(200, JsonSerializer.Serialize(new
            {
                externalEventConfiguration = _switches.Select(one => new { type = one.Key, enabled = one.Value }),
            })),
            "PUT" when user.May("UPDATE_EXTERNAL_EVENT_CONFIGURATION") => Change(body),
            "GET" or "PUT" => new StandInAnswer(403, StandInErrors.Json("403", StandInErrors.NotAuthorized, "Insufficient privileges to perform this action.")),
            _ => new StandInAnswer(405, StandInErrors.Json("405", "error.msg.method.not.allowed", "Method not allowed.")),
        };

    private StandInAnswer Change(string body)
    {
        using var document = JsonDocument.Parse(body);
        var asked = document.RootElement.GetProperty("externalEventConfigurations").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetBoolean(), StringComparer.Ordinal);
        if (asked.Keys.FirstOrDefault(type => !_switches.ContainsKey(type)) is { } unknown)
        {
            return new StandInAnswer(404, StandInErrors.Json("404", "error.msg.resource.not.found", $"Configuration not found for external event {unknown}"));
        }

        foreach (var (type, isOn) in asked)
        {
            _switches[type] = isOn;
        }

        return new StandInAnswer(200, JsonSerializer.Serialize(new { changes = new { externalEventConfigurations = asked } }));
    }
}
