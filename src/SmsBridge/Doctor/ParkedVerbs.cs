using SmsBridge.Intake.Events;
using SmsBridge.Operators;

namespace SmsBridge.Doctor;

/// <summary>What whoever runs the bridge does about external events that were set aside. On the audit: they are gone, or told, by a person's word.</summary>
internal sealed class ParkedVerbs(ParkedEvents parked, AuditLog audit)
{
    /// <param name="tenant">Only those that name it; null: all of them.</param>
    public async Task<Outcome> DropAsync(Actor actor, string? tenant)
    {
        var count = await parked.DropAsync(tenant);
        if (count == 0)
        {
            return new Outcome.Unchanged("There was none.");
        }

        await audit.RecordAsync(actor.Did(AuditActions.EventsDrop, tenant, after: FormattableString.Invariant($"{count} dropped")));
        return new Outcome.Done(FormattableString.Invariant($"{count} dropped, with their bytes."));
    }

    public async Task<Outcome> AgainAsync(Actor actor, CancellationToken cancellationToken)
    {
        var (taken, left) = await parked.AgainAsync(cancellationToken);
        if (taken == 0)
        {
            return new Outcome.Unchanged(left == 0 ? "There was none." : FormattableString.Invariant($"None can be taken yet; {left} stay."));
        }

        await audit.RecordAsync(actor.Did(AuditActions.EventsAgain, after: FormattableString.Invariant($"{taken} taken, {left} stay")));
        return new Outcome.Done(FormattableString.Invariant($"{taken} taken; what is too old for its text is closed as such. {left} stay."));
    }
}
