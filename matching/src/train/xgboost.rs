//! XGBoost's own library, found when it is needed.
//!
//! Everything goes through the stable C interface. A handle is freed once, by `Drop`; lengths are
//! checked before the library sees a pointer; what it hands back is copied before the next call.

#![expect(unsafe_code, reason = "a C library is called through raw pointers")]

use std::{
    ffi::{CStr, CString, c_char, c_float, c_int, c_uint, c_void},
    path::{Path, PathBuf},
    sync::Arc,
};

use libloading::Library;

type Handle = *mut c_void;

#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    #[error(
        "XGBoost's library is not here ({what}). Install it with `pip install --no-deps \
         xgboost-cpu==3.2.0` and set LONJA_XGBOOST_LIB to the libxgboost.so in its folder \
         `xgboost/lib`, or install the package libxgboost0 of Debian"
    )]
    NoLibrary { what: String },
    #[error("XGBoost refused: {what}")]
    Refused { what: String },
    #[error("{what}")]
    Unusable { what: String },
}

/// The functions that are needed, and the library they live in.
pub struct Xgboost {
    _library: Library,
    last_error: unsafe extern "C" fn() -> *const c_char,
    version: unsafe extern "C" fn(*mut c_int, *mut c_int, *mut c_int),
    matrix_create: unsafe extern "C" fn(*const c_float, u64, u64, c_float, *mut Handle) -> c_int,
    matrix_free: unsafe extern "C" fn(Handle) -> c_int,
    matrix_set: unsafe extern "C" fn(Handle, *const c_char, *const c_char) -> c_int,
    booster_create: unsafe extern "C" fn(*const Handle, u64, *mut Handle) -> c_int,
    booster_free: unsafe extern "C" fn(Handle) -> c_int,
    booster_param: unsafe extern "C" fn(Handle, *const c_char, *const c_char) -> c_int,
    booster_update: unsafe extern "C" fn(Handle, c_int, Handle) -> c_int,
    booster_load: unsafe extern "C" fn(Handle, *const c_void, u64) -> c_int,
    booster_save:
        unsafe extern "C" fn(Handle, *const c_char, *mut u64, *mut *const c_char) -> c_int,
    predict_dense: unsafe extern "C" fn(
        Handle,
        *const c_char,
        *const c_char,
        Handle,
        *mut *const u64,
        *mut u64,
        *mut *const c_float,
    ) -> c_int,
}

/// Rows, and the queries they belong to.
pub struct Matrix {
    handle: Handle,
    xgboost: Arc<Xgboost>,
}

pub struct Booster {
    handle: Handle,
    xgboost: Arc<Xgboost>,
}

impl std::fmt::Debug for Xgboost {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Xgboost")
    }
}

impl Xgboost {
    /// The library at `path`, or the one the system knows.
    ///
    /// # Errors
    /// [`TrainError::NoLibrary`], which says how to get it.
    pub fn load(path: Option<&Path>) -> Result<Arc<Xgboost>, TrainError> {
        let known = ["libxgboost.so", "libxgboost.so.0", "libxgboost.dylib", "xgboost.dll"];
        let places: Vec<PathBuf> = match path {
            Some(path) => vec![path.to_owned()],
            None => known.into_iter().map(PathBuf::from).collect(),
        };
        let mut what = String::new();
        for place in places {
            match Xgboost::open(&place) {
                Ok(found) => return Ok(Arc::new(found)),
                Err(error) if what.is_empty() => what = error.to_string(),
                Err(_) => {}
            }
        }
        Err(TrainError::NoLibrary { what })
    }

    fn open(path: &Path) -> Result<Xgboost, libloading::Error> {
        // SAFETY: loading runs the library's initialisers, which is what we ask for; each function has
        // the signature of XGBoost's c_api.h, unchanged since 1.6.
        unsafe {
            let library = Library::new(path)?;
            macro_rules! function {
                ($name:literal) => {
                    *library.get(concat!($name, "\0").as_bytes())?
                };
            }
            Ok(Xgboost {
                last_error: function!("XGBGetLastError"),
                version: function!("XGBoostVersion"),
                matrix_create: function!("XGDMatrixCreateFromMat"),
                matrix_free: function!("XGDMatrixFree"),
                matrix_set: function!("XGDMatrixSetInfoFromInterface"),
                booster_create: function!("XGBoosterCreate"),
                booster_free: function!("XGBoosterFree"),
                booster_param: function!("XGBoosterSetParam"),
                booster_update: function!("XGBoosterUpdateOneIter"),
                booster_load: function!("XGBoosterLoadModelFromBuffer"),
                booster_save: function!("XGBoosterSaveModelToBuffer"),
                predict_dense: function!("XGBoosterPredictFromDense"),
                _library: library,
            })
        }
    }

    pub fn version(&self) -> String {
        let (mut major, mut minor, mut patch) = (0, 0, 0);
        // SAFETY: three places to write to.
        unsafe { (self.version)(&raw mut major, &raw mut minor, &raw mut patch) };
        format!("{major}.{minor}.{patch}")
    }

    fn check(&self, code: c_int) -> Result<(), TrainError> {
        if code == 0 {
            return Ok(());
        }
        // SAFETY: the library keeps its last message, which ends in a zero, until the next call.
        let text = unsafe { CStr::from_ptr((self.last_error)()) }.to_string_lossy();
        // Its own stack follows the first lines.
        let what = text.lines().take_while(|it| !it.starts_with("Stack")).collect::<Vec<_>>();
        Err(TrainError::Refused { what: what.join(" ").trim().to_owned() })
    }
}

fn c_text(text: &str) -> Result<CString, TrainError> {
    let unusable = || TrainError::Unusable { what: format!("{text:?} holds a zero") };
    CString::new(text).ok().ok_or_else(unusable)
}

/// Numbers as the library takes them: by address, in the form that numpy made a habit.
fn described<T>(values: &[T], shape: &[usize], kind: &str) -> Result<CString, TrainError> {
    let (address, shape) = (values.as_ptr() as usize, format!("{shape:?}"));
    c_text(&format!(
        "{{\"data\": [{address}, true], \"shape\": {shape}, \"typestr\": \"{kind}\", \"version\": 3}}"
    ))
}

/// What there is to learn of each row.
#[derive(Debug, Clone, Copy)]
pub struct Targets<'a> {
    pub labels: &'a [f32],
    /// How many rows each group has; none for learners that look at single rows.
    pub groups: Option<&'a [usize]>,
    /// One a group, or one a row where there are no groups.
    pub weights: Option<&'a [f32]>,
}

impl Matrix {
    /// `rows` holds `n_features` values a row; `NaN` is unknown.
    ///
    /// # Errors
    /// [`TrainError`] when the lengths do not agree or the library refuses.
    pub fn new(
        xgboost: &Arc<Xgboost>,
        rows: &[f32],
        n_features: usize,
        grades: &[i32],
        groups: &[usize],
    ) -> Result<Matrix, TrainError> {
        let labels: Vec<f32> = grades.iter().map(|it| *it as f32).collect();
        let targets = Targets { labels: &labels, groups: Some(groups), weights: None };
        Matrix::aimed(xgboost, rows, n_features, &targets)
    }

    /// As [`Matrix::new`], with labels that need not be whole, and weights.
    ///
    /// # Errors
    /// As [`Matrix::new`].
    pub fn aimed(
        xgboost: &Arc<Xgboost>,
        rows: &[f32],
        n_features: usize,
        targets: &Targets<'_>,
    ) -> Result<Matrix, TrainError> {
        let count = targets.labels.len();
        let grouped = targets.groups.is_none_or(|it| it.iter().sum::<usize>() == count);
        let units = targets.groups.map_or(count, <[usize]>::len);
        let weighed = targets.weights.is_none_or(|it| it.len() == units);
        if rows.len() != count * n_features || !grouped || !weighed {
            return Err(TrainError::Unusable {
                what: "rows, grades, queries and weights differ".to_owned(),
            });
        }
        let mut handle = std::ptr::null_mut();
        // SAFETY: the library copies `count` times `n_features` values, which is what there is.
        xgboost.check(unsafe {
            (xgboost.matrix_create)(
                rows.as_ptr(),
                count as u64,
                n_features as u64,
                f32::NAN,
                &raw mut handle,
            )
        })?;
        let matrix = Matrix { handle, xgboost: Arc::clone(xgboost) };
        matrix.set(c"label", &described(targets.labels, &[count], "<f4")?)?;
        if let Some(groups) = targets.groups {
            let sizes: Vec<c_uint> = groups.iter().map(|it| *it as c_uint).collect();
            matrix.set(c"group", &described(&sizes, &[groups.len()], "<u4")?)?;
        }
        if let Some(weights) = targets.weights {
            matrix.set(c"weight", &described(weights, &[weights.len()], "<f4")?)?;
        }
        Ok(matrix)
    }

    /// What is known of each row before the first tree.
    ///
    /// # Errors
    /// [`TrainError`] when the library refuses.
    pub fn start_from(&self, margins: &[f32]) -> Result<(), TrainError> {
        self.set(c"base_margin", &described(margins, &[margins.len()], "<f4")?)
    }

    /// `values` describes a list that is alive.
    fn set(&self, name: &CStr, values: &CStr) -> Result<(), TrainError> {
        // SAFETY: the list is described as it is, and copied during the call.
        self.xgboost.check(unsafe {
            (self.xgboost.matrix_set)(self.handle, name.as_ptr(), values.as_ptr())
        })
    }
}

impl Drop for Matrix {
    fn drop(&mut self) {
        // SAFETY: made by the library, freed here only. It can only fail for a null handle.
        unsafe { (self.xgboost.matrix_free)(self.handle) };
    }
}

impl Booster {
    /// # Errors
    /// [`TrainError`] when the library refuses a parameter.
    pub fn new(
        xgboost: &Arc<Xgboost>,
        cached: &[&Matrix],
        params: &[(String, String)],
    ) -> Result<Booster, TrainError> {
        let handles: Vec<Handle> = cached.iter().map(|it| it.handle).collect();
        let mut handle = std::ptr::null_mut();
        // SAFETY: as many handles as is said, all alive.
        xgboost.check(unsafe {
            (xgboost.booster_create)(handles.as_ptr(), handles.len() as u64, &raw mut handle)
        })?;
        let booster = Booster { handle, xgboost: Arc::clone(xgboost) };
        for (name, value) in params {
            let (name, value) = (c_text(name)?, c_text(value)?);
            // SAFETY: two texts that end in a zero.
            xgboost
                .check(unsafe { (xgboost.booster_param)(handle, name.as_ptr(), value.as_ptr()) })?;
        }
        Ok(booster)
    }

    /// Grows the trees of one round.
    ///
    /// # Errors
    /// [`TrainError`] when the library refuses.
    pub fn update(&mut self, round: usize, matrix: &Matrix) -> Result<(), TrainError> {
        let round = c_int::try_from(round).unwrap_or(c_int::MAX);
        // SAFETY: both handles are alive.
        self.xgboost
            .check(unsafe { (self.xgboost.booster_update)(self.handle, round, matrix.handle) })
    }

    /// # Errors
    /// [`TrainError`] when the library cannot read the model.
    pub fn load(&mut self, model: &[u8]) -> Result<(), TrainError> {
        // SAFETY: the library reads as many bytes as is said.
        self.xgboost.check(unsafe {
            (self.xgboost.booster_load)(self.handle, model.as_ptr().cast(), model.len() as u64)
        })
    }

    /// As UBJSON.
    ///
    /// # Errors
    /// [`TrainError`] when the library refuses.
    pub fn save(&self) -> Result<Vec<u8>, TrainError> {
        let (mut count, mut bytes) = (0, std::ptr::null());
        let config = c"{\"format\": \"ubj\"}";
        // SAFETY: the library's bytes stay until the next call, and are copied before it.
        unsafe {
            self.xgboost.check((self.xgboost.booster_save)(
                self.handle,
                config.as_ptr(),
                &raw mut count,
                &raw mut bytes,
            ))?;
            Ok(std::slice::from_raw_parts(bytes.cast::<u8>(), count as usize).to_vec())
        }
    }

    /// The margins of dense rows, in place: XGBoost's fastest way. `NaN` is unknown.
    ///
    /// # Errors
    /// [`TrainError`] when the library refuses.
    pub fn predict(&self, rows: &[f32], n_features: usize) -> Result<Vec<f32>, TrainError> {
        let count = rows.len() / n_features.max(1);
        if rows.len() != count * n_features {
            return Err(TrainError::Unusable { what: "rows of another width".to_owned() });
        }
        if count == 0 {
            return Ok(Vec::new());
        }
        let values = described(rows, &[count, n_features], "<f4")?;
        let config = c"{\"type\": 1, \"training\": false, \"iteration_begin\": 0, \"iteration_end\": 0, \"missing\": NaN, \"strict_shape\": false, \"cache_id\": 0}";
        let (mut shape, mut rank, mut result) = (std::ptr::null(), 0, std::ptr::null());
        // SAFETY: `values` describes `rows`, which outlives the call; shape and result stay until the
        // next call, and are copied before it.
        unsafe {
            self.xgboost.check((self.xgboost.predict_dense)(
                self.handle,
                values.as_ptr(),
                config.as_ptr(),
                std::ptr::null_mut(),
                &raw mut shape,
                &raw mut rank,
                &raw mut result,
            ))?;
            let sizes = std::slice::from_raw_parts(shape, rank as usize);
            let total: u64 = sizes.iter().product();
            if total != count as u64 {
                return Err(TrainError::Unusable { what: "a model of several outputs".to_owned() });
            }
            Ok(std::slice::from_raw_parts(result, count).to_vec())
        }
    }
}

impl Drop for Booster {
    fn drop(&mut self) {
        // SAFETY: made by the library, freed here only.
        unsafe { (self.xgboost.booster_free)(self.handle) };
    }
}
