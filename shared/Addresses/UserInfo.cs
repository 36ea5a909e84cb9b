namespace EdgeResNet.Shared.Addresses;

/// <summary>
/// Where user name and password stand in an address. RFC 3986 lets them end at the last <c>@</c> before the first <c>/</c>,
/// <c>?</c> or <c>#</c>. People type passwords with these characters too, so the host that follows decides.
/// </summary>
/// <param name="Start">Index after <c>://</c>.</param>
/// <param name="End">Index of the host; equal to <paramref name="Start"/> without user information.</param>
/// <param name="HiddenEnd">End of all that may belong to a password; at least <paramref name="End"/>.</param>
internal readonly record struct UserInfo(int Start, int End, int HiddenEnd)
{
    /// <summary>Finds them in an address with <c>://</c>.</summary>
    public static UserInfo In(string address)
    {
        int start = address.IndexOf("://", StringComparison.Ordinal) + 3;
        int last = address.LastIndexOf('@');
        if (last < start)
        {
            return new UserInfo(start, start, start);
        }

        List<(int End, HostLikeness Host)> ends = [];
        for (int at = address.IndexOf('@', start); at >= 0; at = address.IndexOf('@', at + 1))
        {
            ends.Add((at + 1, HostName.At(address, at + 1)));
        }

        int length = address.AsSpan(start).IndexOfAny('/', '?', '#');
        int authority = length < 0 ? address.Length : start + length;
        HostLikeness plain = HostName.At(address, start);
        HostLikeness best = ends.Max(end => end.Host);
        bool hasUser = address.IndexOf('@', start) < authority
            || plain == HostLikeness.None
            || (plain <= HostLikeness.Numbered && best > HostLikeness.Name && address.AsSpan(start, authority - start).Contains(':') && !InQuery(address, ends));
        if (!hasUser)
        {
            bool surely = plain == HostLikeness.Certain || !address.AsSpan(start, last - start).Contains(':');
            return new UserInfo(start, start, surely ? start : last + 1);
        }

        (int end, HostLikeness host) = Chosen(ends, authority);
        bool certain = host == HostLikeness.Certain ? !ends.Exists(other => other.End > end && other.Host == host) : end == last + 1;
        return new UserInfo(start, end, certain ? end : last + 1);
    }

    // The surest host; of equals, the first. Without any dotted or numbered one, the @ that RFC 3986 names.
    private static (int End, HostLikeness Host) Chosen(List<(int End, HostLikeness Host)> ends, int authority)
    {
        HostLikeness best = ends.Max(end => end.Host);
        return best > HostLikeness.Name || !ends.Exists(end => end.Host == best && end.End <= authority)
            ? ends.First(end => end.Host == best)
            : ends.Last(end => end.Host == best && end.End <= authority);
    }

    /// <summary>Whether the first @ stands in the value of a query: <c>http://cam:80/video?mail=a@b.org</c>.</summary>
    private static bool InQuery(string address, List<(int End, HostLikeness Host)> ends)
    {
        int mark = address.IndexOf('?', StringComparison.Ordinal);
        return mark >= 0 && mark < ends[0].End && address.AsSpan(mark, ends[0].End - mark).Contains('=');
    }
}
