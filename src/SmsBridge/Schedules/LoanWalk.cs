using SmsBridge.Core;

namespace SmsBridge.Schedules;

/// <summary>What comes next in a core's list of loans.</summary>
/// <param name="Loans">Active ones, each once, behind the last that was done with.</param>
/// <param name="LastId">The last of the page, whatever it is; the one before where the page has none.</param>
/// <param name="Place">Where the page ends.</param>
/// <param name="IsEnd">There is nothing behind it.</param>
internal sealed record LoanStep(IReadOnlyList<long> Loans, long LastId, long Place, bool IsEnd);

/// <summary>What became of a step: one of the three.</summary>
/// <param name="Failure">Of the core, in words.</param>
/// <param name="Back">The list became shorter before this place: it is to be asked for again from here.</param>
internal readonly record struct LoanStepResult(LoanStep? Step, string? Failure = null, long? Back = null);

/// <summary>
/// Goes through all loans of a core by page, in the order of their numbers. New ones come in behind, but a loan that is deleted moves those behind it forward: so each page begins
/// with loans of the one before, and where the two do not meet, it is read again from further up.
/// </summary>
internal sealed class LoanWalk(CoreClient core)
{
    internal const int PageSize = 100;

    /// <summary>Loans that a page has in common with the one before.</summary>
    private const int Overlap = 20;

    private const int Active = 300;

    public async Task<LoanStepResult> NextAsync(CoreAccess access, long place, long lastId, CancellationToken cancellationToken)
    {
        var offset = Math.Max(0, place - Overlap);
        var answer = await core.GetLoansAsync(access, offset, PageSize, cancellationToken);
        return answer is CoreResult<LoanPage>.Found { Value: var page }
            ? Judge(page.Loans, offset, lastId)
            : new LoanStepResult(null, ((CoreResult<LoanPage>.Failure)answer).Detail);
    }

    /// <summary>Pure.</summary>
    internal static LoanStepResult Judge(IReadOnlyList<ListedLoan> loans, long offset, long lastId)
    {
        if (loans.Zip(loans.Skip(1)).Any(pair => pair.First.Id > pair.Second.Id))
        {
            return new LoanStepResult(null, "The core does not give its loans in the order of their numbers, so that it could not be known which were looked at.");
        }

        if (offset > 0 && !loans.Any(loan => loan.Id <= lastId))
        {
            return new LoanStepResult(null, Back: Math.Max(0, offset - PageSize));
        }

        var fresh = loans.Where(loan => loan.Id > lastId && loan.StatusId == Active).Select(loan => loan.Id).Distinct();
        return new LoanStepResult(new LoanStep([.. fresh], Math.Max(lastId, loans.Select(loan => loan.Id).DefaultIfEmpty(0).Max()), offset + loans.Count, loans.Count < PageSize));
    }
}
