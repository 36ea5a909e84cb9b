using System.Security.Cryptography;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Files;
using Microsoft.Data.Sqlite;

namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>
/// A folder of pictures by class, which people may also edit by hand. Changes are logged before files move and can be undone, also
/// after a restart; one that was interrupted is completed when the album is opened again. Safe from any thread.
/// </summary>
internal sealed class Album : IDisposable
{
    /// <summary>Name of the hidden folder with database and trash.</summary>
    public const string HiddenFolder = ".edgeresnet";

    private const int MostTogether = 500; // its moves are written anew for each picture
    private readonly Lock gate = new();
    private readonly AlbumFolder files;
    private readonly FileStream owner;
    private readonly AlbumDatabase database;
    private readonly Dictionary<string, AlbumFile> hashes; // by path; as in the database

    private Album(string folder, FileStream owner, AlbumDatabase database)
    {
        (files, this.owner, this.database) = (new AlbumFolder(folder), owner, database);
        hashes = database.Hashes().ToDictionary(each => each.Path, each => each.File);
    }

    /// <summary>Opens or creates an album.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="report">Told what had to be repaired.</param>
    /// <exception cref="InputException">The folder cannot be written, or another program has the album open.</exception>
    public static Album Open(string folder, Action<string> report)
    {
        string hidden = Path.Combine(folder, HiddenFolder);
        AtomicFile.Check(Path.Combine(hidden, "probe"));
        FileStream owner = Own(Path.Combine(hidden, "lock"), folder);
        return owner.OrDispose(owner =>
        {
            try
            {
                Album album = new(folder, owner, AlbumDatabase.Open(Path.Combine(hidden, "studio.db"), report));
                album.Recover();
                return album;
            }
            catch (SqliteException e)
            {
                throw Failed(folder, e);
            }
        });
    }

    /// <summary>The album's folder.</summary>
    public string Folder => files.Root;

    /// <summary>Folder for files that belong to the album and are no pictures of a class.</summary>
    public string Hidden => Path.Combine(Folder, HiddenFolder);

    /// <summary>All pictures, as the folder has them now, in the order of their paths. Files with unknown content are read; changes do not wait for that.</summary>
    /// <param name="found">Picture files by class, from the reader of picture folders.</param>
    /// <param name="unreadable">Told of each file that cannot be read.</param>
    public IReadOnlyList<AlbumPicture> Scan(IEnumerable<(string Path, string Label)> found, Action<string>? unreadable = null)
    {
        List<AlbumPicture> pictures = [];
        HashSet<string> gone = Guarded(() => hashes.Keys.ToHashSet());
        foreach ((string path, string label) in found)
        {
            gone.Remove(path);
            try
            {
                pictures.AddRange(Hash(path) is string sha256 ? [new AlbumPicture(path, label, sha256)] : Array.Empty<AlbumPicture>());
            }
            catch (InputException e) when (e.InnerException is not SqliteException)
            {
                unreadable?.Invoke(e.Message);
            }
        }

        Guarded(() => Forget(gone));
        return pictures;
    }

    /// <summary>Adds a picture.</summary>
    /// <param name="label">Its class.</param>
    /// <param name="name">Name of the file; a number is added where it is taken.</param>
    /// <param name="content">Content of the file.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="together">The addition that it continues: both are undone together, unless something came between.</param>
    /// <exception cref="InputException">The disk takes nothing.</exception>
    /// <exception cref="UsageException">The class has an impossible name.</exception>
    public AlbumAddition Add(string label, string name, byte[] content, PictureOrigin origin, AlbumOperation? together = null) => Guarded(() =>
    {
        string normal = NewClass.Name(label);
        string path = files.Free(normal, name, []);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        database.PutOrigin(sha256, origin); // before the file: a picture never lacks its origin
        AtomicFile.Write(files.At(path), stream => stream.Write(content));
        return new AlbumAddition(new AlbumPicture(path, normal, sha256), Log(new AlbumMove(AlbumFolder.TrashOf(path), path), together));
    });

    /// <summary>Makes the folder of a class.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="UsageException">The name is impossible or taken.</exception>
    public string AddClass(string label) => Guarded(() =>
    {
        string normal = NewClass.Name(label);
        string? other = Directory.EnumerateDirectories(Folder).Select(Path.GetFileName).OfType<string>().FirstOrDefault(other => ClassName.AreSame(other, normal));
        return other is null ? Directory.CreateDirectory(files.At(normal)).Name : throw new UsageException($"class '{other}' exists; choose another name");
    });

    /// <summary>Gives a class another name, or joins it to the class of that name.</summary>
    /// <param name="label">Its name.</param>
    /// <param name="to">Its new name.</param>
    /// <exception cref="UsageException">The new name is impossible.</exception>
    public AlbumOperation Rename(string label, string to) => Guarded(() =>
    {
        string normal = NewClass.Name(to);
        IReadOnlyList<string> pictures = files.PicturesOf(label);
        Directory.CreateDirectory(files.At(normal));
        AlbumOperation done = MoveAll(AlbumOperationKind.Rename, pictures, normal);
        if (label != normal)
        {
            files.RemoveEmpty(label); // of a class without pictures, which had nothing to carry
        }

        return done;
    });

    /// <summary>Moves all pictures of a class to the trash, and removes its folder if nothing else is in it.</summary>
    /// <param name="label">Its name.</param>
    public AlbumOperation DeleteClass(string label) => Guarded(() =>
    {
        AlbumOperation done = ToTrash(files.PicturesOf(label));
        foreach (string folder in done.Moves.Select(move => AlbumFolder.LabelOf(move.From)).Append(label).Distinct()) // the disk may spell the name in another way
        {
            files.RemoveEmpty(folder);
        }

        return done;
    });

    /// <summary>Moves pictures to another class. Those that are gone are left out.</summary>
    public AlbumOperation Move(IReadOnlyList<string> paths, string label) => Guarded(() => MoveAll(AlbumOperationKind.Move, paths, NewClass.Name(label)));

    /// <summary>Moves pictures to the trash. Those that are gone are left out.</summary>
    public AlbumOperation Delete(IReadOnlyList<string> paths) => Guarded(() => ToTrash(paths));

    /// <summary>Moves pictures from elsewhere in the folder into a class, or to the trash. Those that are gone are left out.</summary>
    /// <param name="label">The class; null for the trash.</param>
    /// <param name="pictures">The pictures.</param>
    /// <exception cref="UsageException">The class has an impossible name.</exception>
    public AlbumOperation Adopt(string? label, IReadOnlyList<AlbumAdoption> pictures) => Guarded(() =>
    {
        string? normal = label is null ? null : NewClass.Name(label);
        HashSet<string> taken = [];
        List<AlbumMove> moves = [];
        foreach (AlbumAdoption picture in pictures)
        {
            if (!AlbumFolder.IsPicture(picture.Path) || ContentHash(picture) is not string sha256)
            {
                continue;
            }

            string target = normal is null ? AlbumFolder.TrashOf(picture.Path) : files.Free(normal, Path.GetFileName(picture.Path), taken);
            string source = picture.Path;
            if (normal is not null && picture.Content is byte[] content)
            {
                source = AlbumFolder.TrashOf(picture.Path);
                AtomicFile.Write(files.At(source), stream => stream.Write(content));
                moves.Add(new AlbumMove(picture.Path, AlbumFolder.TrashOf(picture.Path)));
            }

            if (normal is not null && picture.Origin is PictureOrigin origin)
            {
                database.PutOrigin(sha256, origin);
            }

            moves.Add(new AlbumMove(source, target));
            moves.AddRange(files.Present(picture.Besides).Select(file => new AlbumMove(file, AlbumFolder.TrashOf(file))));
        }

        return Do(normal is null ? AlbumOperationKind.Delete : AlbumOperationKind.Move, [.. moves]);
    });

    /// <summary>Takes back the newest operation.</summary>
    /// <returns>It; null if there is none.</returns>
    public AlbumOperation? Undo() => Guarded(() =>
    {
        if (database.Newest(AlbumDatabase.Done) is not AlbumOperation newest)
        {
            return null;
        }

        HashSet<string> taken = [];
        newest = newest with { Moves = [.. newest.Moves.Select(move => move with { From = files.Free(Path.GetDirectoryName(move.From)!, Path.GetFileName(move.From), taken) })] }; // another file may lie there by now
        database.Set(newest, AlbumDatabase.Undoing);
        TakeBack(newest);
        return newest;
    });

    /// <summary>Does again what was undone last.</summary>
    /// <returns>It; null if there is none.</returns>
    public AlbumOperation? Redo() => Guarded(() =>
    {
        if (database.Oldest(AlbumDatabase.Undone) is not AlbumOperation oldest)
        {
            return null;
        }

        database.Set(oldest, AlbumDatabase.Doing);
        Complete(oldest);
        return oldest;
    });

    /// <summary>What <see cref="Undo"/> and <see cref="Redo"/> would do; null for nothing.</summary>
    public (AlbumOperation? Undo, AlbumOperation? Redo) Next() => Guarded(() => (database.Newest(AlbumDatabase.Done), database.Oldest(AlbumDatabase.Undone)));

    /// <inheritdoc cref="AlbumDatabase.Origin"/>
    public PictureOrigin? Origin(AlbumPicture picture) => Guarded(() => database.Origin(picture.Sha256));

    /// <inheritdoc cref="AlbumDatabase.Features"/>
    public float[]? Features(AlbumPicture picture, string network) => Guarded(() => database.Features(picture.Sha256, network));

    /// <inheritdoc cref="AlbumDatabase.PutFeatures"/>
    public void PutFeatures(AlbumPicture picture, string network, float[] vector) => Guarded(() =>
    {
        database.PutFeatures(picture.Sha256, network, vector);
        return true;
    });

    public void Dispose()
    {
        database.Dispose();
        owner.Dispose();
    }

    private static FileStream Own(string path, string folder)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new InputException($"{folder}: another program teaches in this folder; end it, or name another folder with --data", e);
        }
    }

    private static InputException Failed(string folder, SqliteException e) =>
        new($"{folder}/{HiddenFolder}/studio.db: cannot be used ({e.Message.ReplaceLineEndings(" ")}); make room or check the folder's permissions", e);

    /// <summary>The hash of a file; null if it is gone.</summary>
    private string? Hash(string path)
    {
        FileInfo info = new(files.At(path));
        if (!info.Exists)
        {
            return null; // deleted since the folder was read
        }

        (long bytes, long modified) = (info.Length, info.LastWriteTimeUtc.Ticks);
        if (Guarded(() => hashes.GetValueOrDefault(path)) is AlbumFile known && (known.Bytes, known.Modified) == (bytes, modified))
        {
            return known.Sha256;
        }

        AlbumFile file = new(bytes, modified, Convert.ToHexStringLower(RegularFile.Read(info.FullName, static stream => SHA256.HashData(stream))));
        Guarded(() =>
        {
            database.PutHash(path, file);
            return hashes[path] = file;
        });
        return file.Sha256;
    }

    private int Forget(HashSet<string> gone)
    {
        foreach (string path in gone)
        {
            hashes.Remove(path);
        }

        if (gone.Count > 0)
        {
            database.DropHashes([.. gone]);
        }

        return gone.Count;
    }

    private AlbumOperation Log(AlbumMove move, AlbumOperation? together)
    {
        AlbumOperation operation = together is { Moves.Count: < MostTogether } && database.Newest(AlbumDatabase.Done)?.Id == together.Id && database.Oldest(AlbumDatabase.Undone) is null
            ? together with { Moves = [.. together.Moves, move] }
            : database.Plan(AlbumOperationKind.Add, [move]);
        database.Set(operation, AlbumDatabase.Done);
        return operation;
    }

    private AlbumOperation MoveAll(AlbumOperationKind kind, IReadOnlyList<string> paths, string label)
    {
        HashSet<string> taken = [];
        return Do(kind, [.. files.Present(paths).Where(path => AlbumFolder.LabelOf(path) != label).Select(path => new AlbumMove(path, files.Free(label, Path.GetFileName(path), taken)))]);
    }

    /// <summary>The hash of what a class gets; null if the file is gone.</summary>
    private string? ContentHash(AlbumAdoption picture)
    {
        try
        {
            byte[] content = File.ReadAllBytes(files.At(picture.Path));
            return Convert.ToHexStringLower(SHA256.HashData(picture.Content ?? content));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // deleted by another program
        }
    }

    private AlbumOperation ToTrash(IReadOnlyList<string> paths) => Do(AlbumOperationKind.Delete, [.. files.Present(paths).Select(path => new AlbumMove(path, AlbumFolder.TrashOf(path)))]);

    private void Recover()
    {
        foreach (AlbumOperation operation in database.Operations(AlbumDatabase.Doing))
        {
            Complete(operation);
        }

        foreach (AlbumOperation operation in database.Operations(AlbumDatabase.Undoing))
        {
            TakeBack(operation);
        }
    }

    private AlbumOperation Do(AlbumOperationKind kind, AlbumMove[] moves)
    {
        if (moves.Length == 0)
        {
            return new AlbumOperation(0, kind, moves); // nothing to undo
        }

        AlbumOperation operation = database.Plan(kind, moves);
        Complete(operation);
        return operation;
    }

    private void Complete(AlbumOperation operation)
    {
        files.Carry(operation.Moves, operation.Kind);
        database.Set(operation, AlbumDatabase.Done);
    }

    private void TakeBack(AlbumOperation operation)
    {
        files.Carry(operation.Moves.Select(move => move.Reverse()), operation.Kind);
        database.Set(operation, AlbumDatabase.Undone);
    }

    private T Guarded<T>(Func<T> work)
    {
        lock (gate)
        {
            try
            {
                return work();
            }
            catch (SqliteException e)
            {
                throw Failed(Folder, e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InputException($"{Folder}: a picture cannot be moved ({e.Message.ReplaceLineEndings(" ")}); make room or check the folder's permissions", e);
            }
        }
    }
}
