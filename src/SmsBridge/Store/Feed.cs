using System.Data.Common;
using Dapper;

namespace SmsBridge.Store;

/// <summary>
/// What one follower has not taken up yet of a record that is only added to, in the order in which its rows became visible. Followers compare no ids with
/// a position of their own: where several write, a row may become visible behind one with a higher id. The conditions are pieces of SQL about the
/// record's table under its own name, with the parameters of a <see cref="FeedStretch"/>.
/// </summary>
internal abstract class Feed
{
    /// <summary>It was taken up before the stretch.</summary>
    public abstract string Before { get; }

    /// <summary>It belongs to the stretch.</summary>
    public abstract string Within { get; }

    /// <summary>It is taken up with the stretch, or was before.</summary>
    public abstract string UpTo { get; }

    /// <summary>To be ordered by: the latest first.</summary>
    public abstract string LatestFirst { get; }

    /// <summary>What comes next.</summary>
    /// <param name="moment">What else is read in it is of the same moment.</param>
    /// <param name="most">Rows; there may be more.</param>
    public abstract Task<FeedStretch> NextAsync(DbTransaction moment, int most, CancellationToken cancellationToken);

    /// <summary>All there is, for a follower that passes over it unread.</summary>
    /// <inheritdoc cref="NextAsync"/>
    public abstract Task<FeedStretch> ToEndAsync(DbTransaction moment, CancellationToken cancellationToken);
}

/// <summary>What a follower takes up at once. What follows from it and <see cref="Move"/> are one transaction: a crash at any point passes over nothing and tells nothing twice.</summary>
internal abstract class FeedStretch
{
    public abstract bool IsEmpty { get; }

    /// <summary>There may be more behind it.</summary>
    public required bool HasMore { get; init; }

    /// <summary>The values of the feed's conditions.</summary>
    public abstract DynamicParameters AddTo(DynamicParameters parameters);

    /// <summary>The follower stands behind it.</summary>
    /// <exception cref="InvalidOperationException">Somebody else moved it: the stretch is not ours, and nothing of it is written.</exception>
    public void Move(WriteSession session)
    {
        if (!TryMove(session))
        {
            throw new InvalidOperationException("The follower's position was moved by somebody else.");
        }
    }

    /// <returns>False: it does not stand where it stood.</returns>
    protected abstract bool TryMove(WriteSession session);
}
