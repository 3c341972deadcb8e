"""Create ``.venv`` and install the pinned requirements; nothing is done when they are unchanged.

Runs on whatever ``python3`` the machine has, so it must at least *parse* on old versions: a Python that is too old
answers with one line, not with a SyntaxError.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)
NEWER_NAMES = ("python3.13", "python3.12", "python3.11")


def stop(message):
    """End with one clear line."""
    sys.stderr.write(message + "\n")
    sys.exit(1)


def is_new_enough(python):
    """Say whether that interpreter starts and is at least ``OLDEST``."""
    check = "import sys; sys.exit(sys.version_info < %r)" % (OLDEST,)
    try:
        return subprocess.call([python, "-c", check], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def find_python():
    """Return an interpreter to build the environment with: this one, else a newer one in PATH."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for name in NEWER_NAMES:
        found = shutil.which(name)
        if found and is_new_enough(found):
            return found
    return stop(
        "Microbrand needs Python 3.11 or newer; %s is %d.%d. "
        "Install a newer one, or name it: make demo PYTHON=/path/to/python3"
        % (sys.executable, sys.version_info[0], sys.version_info[1])
    )


def fingerprint(files):
    """Return a digest that changes with the interpreter or any of the files."""
    digest = hashlib.sha256()
    digest.update(os.path.realpath(VENV_PYTHON).encode())
    for name in (*files, "constraints.txt"):
        with open(os.path.join(ROOT, name), "rb") as stream:
            digest.update(name.encode() + b"\0" + stream.read() + b"\0")
    return digest.hexdigest()


def is_installed(files):
    """Say whether the last installation was of exactly these files."""
    try:
        with open(stamp_path(files)) as stream:
            return stream.read() == fingerprint(files)
    except OSError:
        return False


def stamp_path(files):
    """Return where the digest of an installation is kept."""
    return os.path.join(VENV, "." + files[-1] + ".stamp")


def create_venv():
    """Create the environment when it is missing or its interpreter is gone."""
    if os.path.exists(VENV_PYTHON) and is_new_enough(VENV_PYTHON):
        return
    python = find_python()
    print("Creating .venv with %s" % python, flush=True)
    made = subprocess.run(
        [python, "-m", "venv", "--clear", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.stderr.write(made.stdout.decode(errors="replace"))
        stop("Python could not create .venv (on Debian and Ubuntu: apt install python3-venv).")


def install(files):
    """Install the requirement files under the constraints, then remember it."""
    print("Installing %s (about a minute the first time)" % " and ".join(files), flush=True)
    started = time.time()
    command = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    # Compiled afterwards, on all cores: pip uses one.
    command += ["--progress-bar", "off", "--no-compile", "-c", "constraints.txt"]
    for name in files:
        command += ["-r", name]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=dict(os.environ, PIP_ROOT_USER_ACTION="ignore"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        # The end says what is wrong; what comes before is progress and warnings.
        sys.stderr.write("\n".join(done.stdout.decode(errors="replace").splitlines()[-15:]) + "\n")
        stop("The requirements could not be installed; pip says why above. Run the same command again to go on.")
    # What does not compile here is for other versions of Python, and imported by nobody.
    compiling = [VENV_PYTHON, "-m", "compileall", "-q", "-q", "-j", "0", os.path.join(VENV, "lib")]
    subprocess.run(compiling, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    # A development installation includes the plain one.
    for count in range(1, len(files) + 1):
        with open(stamp_path(files[:count]), "w") as stream:
            stream.write(fingerprint(files[:count]))
    print("Installed in %.0f s" % (time.time() - started), flush=True)


def main():
    """Provide the environment; ``--dev`` adds what tests and linters need."""
    files = ["requirements.txt", "requirements-dev.txt"] if "--dev" in sys.argv[1:] else ["requirements.txt"]
    import fcntl

    if not (os.path.exists(VENV_PYTHON) and is_installed(files)):
        os.makedirs(os.path.join(ROOT, "build"), exist_ok=True)
        with open(os.path.join(ROOT, "build", "venv.lock"), "w") as lock:
            # Two makes at the same time: the second waits and then finds everything done.
            fcntl.flock(lock, fcntl.LOCK_EX)
            create_venv()
            if not is_installed(files):
                install(files)


if __name__ == "__main__":
    main()
